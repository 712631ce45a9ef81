import { expect, test } from "bun:test"
import { accountOfArn, nameInArn, rolePathIn } from "../src/arn.ts"

test.each([
  ["arn:aws:iam::123456789012:role/team/Admin", "123456789012", "Admin", "team/Admin"],
  ["arn:aws:sts::123456789012:assumed-role/Admin/alice", "123456789012", "alice", undefined],
  ["arn:aws:iam::123456789012:root", "123456789012", "arn:aws:iam::123456789012:root", undefined],
  ["arn:aws:iam::aws:policy/ReadOnlyAccess", undefined, "ReadOnlyAccess", undefined],
  ["GAHT12345678", undefined, "GAHT12345678", undefined],
])("%s", (arn, account, name, role) =>
  expect([accountOfArn(arn), nameInArn(arn), rolePathIn(arn)]).toEqual([account, name, role]),
)
