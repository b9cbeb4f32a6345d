"""Reported speech: who is reported to say what in a passage, in the terms of the PARC and PolNeAR corpora.

    Mr Lansley  told  reporters on Tuesday  that the reforms would go ahead .
    └─source─┘  cue                         └──────────content───────────┘

An attribution relation is a cue with its source and content. The modules, in the order in which they are used:

    reporting_verbs   the lexicon: verbs that report speech, and what each may take
    cue               finds the cues of a passage; for each of them
      source            finds who speaks: the subject of the verb
      content           finds what is said: its clause or object
    context           sentences, quoted spans and relations of a passage: which quoted spans stand alone, by which cue
    assembly          puts the spans together to utterances: words with kind, cue and source

For example:

    “It is dead,” Mr Burnham said. “Buried.” He warned that peers would fight “to the end”.

    cue        said, warned
    source     Mr Burnham for "said", He for "warned"
    content    It is dead for "said", that peers would fight “to the end” for "warned"
    context    “It is dead,” stands alone and "said" follows it; “Buried.” stands alone without a cue of its own;
               “to the end” is part of the content of "warned"
    assembly   direct   It is dead, / Buried.                   said    Mr Burnham
               mixed    that peers would fight “to the end”     warned  He

An utterance names its source by the words of the passage. Who "He" is, speaker_resolution.py decides afterwards.

Silvia Pareti (2012), "A database of attribution relations", LREC; Edward Newell, Drew Margolin and Derek Ruths (2018),
"An attribution relations corpus for political news", LREC.
"""
