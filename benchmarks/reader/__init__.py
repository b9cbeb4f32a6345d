"""Trains the reader: the cross-encoder that reads question and passage together, and says if the passage answers.

    collect     asks every question of the first stage, and stores the first candidates with what the reader reads
    short_questions    writes short questions made from an archive's quotations
    squad       writes questions of SQuAD 2.0 as candidates
    ms_marco    reads the weights that training starts from out of an ONNX file
    network     the reader as a torch module that can be trained
    train       trains on the stored candidates
    mean        writes the mean of several readers' weights
    export      writes a trained reader as the int8 ONNX file that the program runs
    measure     has a trained reader read stored candidates, and stores its logits
    fit         fits what weighs the logits, and measures ranking and silence, each archive apart

    pairs       the stored candidates

The stored candidates contain text of the articles, so they stay outside the repository.
"""
