/** The library declares types for a part of its face only. */
declare module "@homebridge/dbus-native/lib/message.js" {
  /** https://dbus.freedesktop.org/doc/dbus-specification.html#message-protocol-header-fields */
  export interface NativeMessage {
    readonly type: number
    readonly serial: number
    readonly path?: string
    readonly interface?: string
    readonly member?: string
    readonly destination?: string
    readonly errorName?: string
    readonly replySerial?: number
    readonly signature?: string
    readonly body?: readonly unknown[]
  }
  const codec: {
    /** Throws for values that are not what the signature says. */
    marshall(message: NativeMessage): Buffer
    /** Calls back with each message that has come; throws, from within `readable`, for bytes that are none. */
    unmarshalMessages(
      source: { on(event: "readable", listener: () => void): void; read(length: number): Buffer | null },
      take: (message: NativeMessage) => void,
      options: { readonly ayBuffer: boolean },
    ): void
  }
  export default codec
}
