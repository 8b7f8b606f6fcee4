"""Train the reader that Tanya ships: `python -m training DATA_FOLDER WORK_FOLDER`.

    data → examples → windows → model → packed into index/data/reader.safetensors, with its model card

Nothing here is needed to run Tanya. The data sets are not part of the repository; README.md here says which they are.
"""
