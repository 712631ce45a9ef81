import { homePlace, passphrase } from "./places.ts"
import { storeSuite } from "./suite.ts"

storeSuite("file", () => homePlace({ GUISE_PASSPHRASE: passphrase }))
