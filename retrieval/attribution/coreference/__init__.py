"""Who a name, a role or a pronoun refers to within one article."""
