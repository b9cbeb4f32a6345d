"""Coreference: whom a name, a role phrase or a pronoun means within one article.

    mentions           the names in each passage: "Andrew Lansley", "Mr Lansley"
      → entities       the people they name, each with every form of the name, gender and descriptions ("minister")
      → salience       how present each entity is to the reader, sentence by sentence
      → mention_resolver   the entity of every name, role phrase (roles) and pronoun, in the order of the article

For example, "he" in "Mr Lansley left. He said ...":

    mentions           "Mr Lansley" is a name with the title "mr", in paragraph 4
    entities           it is the person called "Andrew Lansley" in paragraph 1, a man by his first name and by "mr"
    salience           he has 0.5 when "he" is read, Nick Clegg from the sentence before 0.25: a clear lead
    mention_resolver   "he" → "Mr Lansley, paragraph 4" → "Andrew Lansley"
"""
