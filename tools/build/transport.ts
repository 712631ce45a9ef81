export { FetchHttpHandler as NodeHttpHandler, streamCollector } from "@smithy/fetch-http-handler"
