/**
 * Why a variable may not be set on the side, by settings or whatever else is not the person at the keyboard:
 * undefined when it may. What changes who one is, where one's secrets are sent or what code runs stays out, in any
 * case of letters, because Windows knows none and curl reads `https_proxy`.
 */
export function refusedVariable(name: string): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return "is no name that every shell takes: letters, digits and _"
  const upper = name.toUpperCase()
  return rules.find(({ names }) => names.test(upper))?.because
}

/** Harmless ones among the AWS_… names are listed, not the harmful: AWS invents new ones. */
const harmlessAws = ["DEFAULT_OUTPUT", "MAX_ATTEMPTS", "RETRY_MODE", "CLI_AUTO_PROMPT", "SDK_UA_APP_ID"] as const

const rules = [
  {
    names: new RegExp(`^AWS_(?!(?:${harmlessAws.join("|")})$)`),
    because: "decides who one is for AWS, or where AWS is",
  },
  { names: /^_*GUISE_/, because: "is guise's own" },
  { names: /^(?:PATH|LD_.*|DYLD_.*|.*_OPTIONS|BUN_.*|NODE_.*)$/, because: "decides what code runs" },
  // The same by other names: start-up files of shells, and the folders that interpreters load from.
  {
    names: /^(?:BASH_.*|ENV|ZDOTDIR|SHELL|SHELLOPTS|IFS|PATHEXT|COMSPEC|PYTHON.*|PERL5.*|RUBY.*|CLASSPATH|GCONV_PATH)$/,
    because: "decides what code runs",
  },
  // And once more: what interactive shells evaluate by themselves, and programs that others start (the AWS CLI its pager).
  {
    names:
      /^(?:PS\d+|R?PROMPT\d?|RPS\d|PROMPT_.*|.*_FUNCTIONS|(?:READ)?NULLCMD|FPATH|MODULE_PATH|CDPATH|PSVAR|FISH_.*|(?:.*_)?PAGER|MANPAGER|(?:.*_)?EDITOR|VISUAL|FCEDIT|BROWSER|.*_ASKPASS|LESSOPEN|LESSCLOSE|GIT_(?:SSH|CONFIG|EXEC_PATH|EXTERNAL_DIFF|PROXY_COMMAND).*)$/,
    because: "decides what code runs",
  },
  { names: /^(?:HOME|USERPROFILE|HOMEDRIVE|HOMEPATH|XDG_.*)$/, because: "decides which files say who one is" },
  { names: /^(?:.*_PROXY|.*_CA_BUNDLE|SSL_CERT_.*)$/, because: "decides who hears what is said to AWS" },
] as const
