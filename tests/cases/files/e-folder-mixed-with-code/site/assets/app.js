console.log("siap");
