import { expect, test } from "bun:test"
import { signInAddress } from "../../src/aws/sign-in-address.ts"

const [fips, dualstack] = [true, true]

test.each([
  [{ region: "eu-west-1" }, "https://eu-west-1.signin.aws.amazon.com"],
  [{ region: "cn-north-1" }, "https://cn-north-1.signin.amazonaws.cn"],
  [{ region: "us-gov-east-1" }, "https://us-gov-east-1.signin.amazonaws-us-gov.com"],
  [{ region: "eusc-de-east-1" }, "https://eusc-de-east-1.signin.amazonaws-eusc.eu"],
  [{ region: "us-iso-east-1" }, "https://us-iso-east-1.signin.c2shome.ic.gov"],
  [{ region: "us-isob-east-1" }, "https://us-isob-east-1.signin.sc2shome.sgov.gov"],
  [{ region: "eu-isoe-west-1" }, "https://eu-isoe-west-1.signin.csphome.adc-e.uk"],
  [{ region: "us-isof-south-1" }, "https://us-isof-south-1.signin.csphome.hci.ic.gov"],
  [{ region: "us-east-1", dualstack }, "https://signin.us-east-1.api.aws"],
  [{ region: "us-east-1", fips }, "https://signin-fips.us-east-1.amazonaws.com"],
  [{ region: "cn-north-1", fips }, "https://signin-fips.cn-north-1.amazonaws.com.cn"],
  [{ region: "us-gov-west-1", fips }, "https://signin-fips.amazonaws-us-gov.com"],
  [{ region: "us-gov-east-1", fips }, "https://us-gov-east-1.signin-fips.amazonaws-us-gov.com"],
  [{ region: "us-gov-west-1", fips, dualstack }, "https://signin-fips.us-gov-west-1.api.aws"],
  [{ region: "us-east-1", url: "http://127.0.0.1:4566/" }, "http://127.0.0.1:4566"],
])("%j is %s, as AWS's own rules have it", (endpoint, address) => {
  expect(signInAddress(endpoint)).toBe(address)
})
