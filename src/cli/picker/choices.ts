import { accountOfArn, rolePathIn } from "../../arn.ts"
import type { Profile, Profiles } from "../../config/profile.ts"
import type { Accounts } from "../../config/sso-accounts.ts"
import { isSomebody } from "../../plan/somebody.ts"
import { printable } from "../../printable.ts"
import { cutTo, paddedTo } from "../../sys/columns.ts"
import type { Findable } from "./rank.ts"

/** A profile as the picker shows it: seen from the files alone, since ten thousand of them are to be there at once. */
export interface Choice extends Findable {
  readonly account: string
  readonly role: string
}

/** Every profile that can be somebody, the most used first when nothing is typed; found by what its account is called, too. */
export function choicesOf(
  profiles: Profiles,
  useOf: (name: string) => number,
  called: Accounts = new Map(),
): readonly Choice[] {
  return profiles.names().flatMap(name => {
    const profile = profiles.profile(name)
    return profile === undefined || !isSomebody(profile) ? [] : [choiceOf(profile, useOf(name), called)]
  })
}

/** One line, cut to so many columns: name, account, role. */
export function lineOf({ name, account, role }: Choice, nameColumns: number, columns: number): string {
  const text = `${paddedTo(nameColumns, name)}  ${account.padEnd(12)}  ${role}`.trimEnd()
  return cutTo(columns, printable(text))
}

function choiceOf({ name, settings }: Profile, use: number, called: Accounts): Choice {
  const value = (key: string) => settings.get(key)?.value ?? ""
  const account = accountOfArn(value("role_arn")) ?? (value("sso_account_id") || value("aws_account_id"))
  const role = rolePathIn(value("role_arn")) ?? value("sso_role_name")
  const { name: accountName = "", email = "" } = called.get(account) ?? {}
  const words = [
    account,
    accountName,
    email,
    role,
    value("region"),
    value("source_profile"),
    value("sso_session"),
    value("guise_tags"),
  ]
  return { name, account, role, use, words: words.join(" ").toLowerCase() }
}
