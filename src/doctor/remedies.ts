/**
 * What to change about each trap that reading the files finds; the first row whose words stand in the trap's is it. The
 * last row fits all.
 */
const rows: readonly (readonly [words: string, remedy: string])[] = [
  ["the section begins again", "move its lines up into the first section of that name"],
  ["comes again", "delete the line that is not meant"],
  ["is empty, which counts as unset", "delete the line"],
  ["its key is no setting's name", "delete the line, or give it a key"],
  ["has a comment on its line", "put the comment on a line of its own"],
  ["has upper-case letters", "write the key in lower-case letters"],
  ["goes on over indented lines", "write the value on one line"],
  ["the header is indented", "begin the header at the first column"],
  ["is indented", "begin the line at the first column"],
  ["is not read beside [profile default]", "keep one of the two"],
  ["the JavaScript SDK loses a profile", "give the profile another name"],
  ["read a profile of this name", "name it with letters, digits and _ - @ + . % : / only"],
  ["key pair and token stand in both files", "keep all three in the credentials file"],
  ["aws_security_token stands beside", "delete the aws_security_token line"],
  ["aws_security_token is read by", "rename the key to aws_session_token"],
  ["several kinds of credentials", "keep the one that is meant, and give the others profiles of their own"],
  ["byte order mark", "save the file as UTF-8 without a byte order mark"],
  ["is not UTF-8", "save the file as UTF-8"],
  ["counts as an empty file", "put a file in its place, or correct AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE"],
  ["[DEFAULT] is a profile", "rename it to [default], or repeat its lines where they are meant"],
  ["nothing is inherited from it", "rename it to [default], or repeat its lines where they are meant"],
  ["is not read as a profile", "correct the section's header, or delete the section"],
  ["the name is quoted", "rename the profile so that it needs no quotes"],
  ["more than one blank", "write one blank before the name"],
  ["a comment touches the bracket", "put the comment on a line of its own"],
  ['the comment holds a "]"', "put the comment on a line of its own"],
  ["blanks beside the brackets", "write the name right beside the brackets"],
  ["", "correct the line"],
]

/** What to change about a trap of the AWS files, told by the words it is reported in. */
export function remedyFor(trap: string): string {
  return rows.find(([words]) => trap.includes(words))?.[1] ?? ""
}
