/**
 * The accounts a sandbox has when no file is given, in the file's own form: it is read like any other, and
 * docs/sandbox.md shows it. Ids and keys are those of the AWS documentation.
 */
export function defaultState(): object {
  return {
    accounts: {
      "111122223333": {
        name: "sandbox-main",
        email: "aws+main@example.com",
        users: {
          alice: {
            keys: [{ id: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" }],
            mfa: [{ serial: "arn:aws:iam::111122223333:mfa/alice", seed: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" }],
          },
          bob: {
            keys: [{ id: "AKIAI44QH8DHBEXAMPLE", secret: "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY" }],
            assume: ["arn:aws:iam::111122223333:role/ReadOnly"],
          },
        },
        roles: {
          Admin: { trust: trustOf(account("111122223333"), withMfa("true")) },
          ReadOnly: { trust: trustOf(account("111122223333")) },
          Deploy: { maxSessionDuration: 43200, trust: trustOf(account("111122223333"), withMfa("true")) },
          YoungMfa: {
            trust: trustOf(account("111122223333"), { NumericLessThan: { "aws:MultiFactorAuthAge": "900" } }),
          },
          Chained: { trust: trustOf({ AWS: "arn:aws:iam::111122223333:role/Admin" }) },
          Ci: {
            trust: {
              Version: "2012-10-17",
              Statement: [
                {
                  Effect: "Allow",
                  Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/token.sandbox.example" },
                  Action: "sts:AssumeRoleWithWebIdentity",
                  Condition: {
                    StringEquals: { "token.sandbox.example:aud": "sts.amazonaws.com" },
                    StringLike: { "token.sandbox.example:sub": "repo:example/*" },
                  },
                },
              ],
            },
          },
        },
        providers: { "https://token.sandbox.example": { audiences: ["sts.amazonaws.com"] } },
      },
      "444455556666": {
        name: "sandbox-partner",
        email: "aws+partner@example.com",
        users: {},
        roles: {
          Partner: {
            trust: trustOf(account("111122223333"), { StringEquals: { "sts:ExternalId": "guise-partner-42" } }),
          },
        },
      },
    },
    identityCenter: {
      startUrl: "https://my-sso-portal.awsapps.com/start",
      permissionSets: {
        AdministratorAccess: { sessionDuration: 14400 },
        ReadOnlyAccess: { assume: [] },
      },
      users: {
        alice: {
          "111122223333": ["AdministratorAccess", "ReadOnlyAccess"],
          "444455556666": ["ReadOnlyAccess"],
        },
        bob: { "111122223333": ["ReadOnlyAccess"] },
      },
    },
  }
}

function trustOf(principal: Readonly<Record<string, string>>, condition?: object): object {
  const statement = {
    Effect: "Allow",
    Principal: principal,
    Action: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
    ...(condition === undefined ? {} : { Condition: condition }),
  }
  return { Version: "2012-10-17", Statement: [statement] }
}

function account(id: string): Readonly<Record<string, string>> {
  return { AWS: `arn:aws:iam::${id}:root` }
}

function withMfa(value: "true" | "false"): object {
  return { Bool: { "aws:MultiFactorAuthPresent": value } }
}
