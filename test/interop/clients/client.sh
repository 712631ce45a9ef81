# A long-lived script that runs the AWS CLI; see clients.ts for what it reads and prints: client.sh AWS OTHER
say() {
  if text=$("$@" sts get-caller-identity --query Arn --output text 2>&1); then
    printf '{"arn": "%s"}\n' "$text"
  else
    # What botocore says without a code of AWS's, it says in one line.
    code=$(printf '%s\n' "$text" | sed -n 's/^An error occurred (\([A-Za-z]*\)).*/\1/p')
    printf '{"error": "%s"}\n' "${code:-$(printf %s "$text" | tr -d '\n')}"
  fi
}
say "$1"
say "$1" --profile "$2"
while read -r _moved; do say "$1"; done
