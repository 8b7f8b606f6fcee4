"""One module for each format articles come in. Each has `read`, which makes an Article or raises SourceError."""
