import { storeSuite } from "./suite.ts"

storeSuite("memory", () => ({ env: {}, end() {} }), { lasts: false, afterLock: "forgets" })
