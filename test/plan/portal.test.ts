import { expect, test } from "bun:test"
import { isSamePortal } from "../../src/plan/sso-words.ts"

test.each([
  ["https://corp.awsapps.com/start", "https://corp.awsapps.com/start", true],
  ["https://corp.awsapps.com/start", "https://corp.awsapps.com/start/#/", true],
  ["https://corp.awsapps.com/start", "https://Corp.awsapps.com/start", true],
  ["https://corp.awsapps.com/start", "https://corps.awsapps.com/start", false],
])("%s and %s", (one, other, same) => {
  expect(isSamePortal(one, other)).toBe(same)
})
