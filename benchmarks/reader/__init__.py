"""Trains the reader: the cross-encoder that reads question and passage together, and says if the passage answers.

    make        makes the reader by one command, with the modules below
    recipe      the archives and questions, and the parts of the training
    collect     asks every question of the first stage, and stores the first candidates with what the reader reads
    short_questions    short questions made from an archive's quotations
    ms_marco    reads the weights that training starts from out of an ONNX file
    network     the reader as a torch module that can be trained
    train       trains on the stored candidates
    export      writes a trained reader as the int8 ONNX file that the program runs
    trim        leaves out of that file what reading one pair at a time does not need
    measure     has a reader read stored candidates, and stores its logits
    fit         fits what weighs the logits, and measures ranking and silence, each archive apart

    pairs       the stored candidates

collect, measure and fit are commands too, for any reader and any archive. The stored candidates contain text of the
articles, so they stay outside the repository.
"""
