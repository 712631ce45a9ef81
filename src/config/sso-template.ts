/** Fields in braces, one at least, and beside them only what every SDK reads in a profile's name. */
export const templatePattern = /^(?=.*\{)(?:[\w@+.%:/-]|\{(?:[aA]ccount|account_id|[rR]ole|[eE]mail|[sS]ession)\})+$/

export const templateWants =
  "a name with {account}, {account_id}, {role}, {email} or {session} in it, such as {account}-{role} ({Role} keeps its capitals)"
