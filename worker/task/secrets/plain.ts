/** Pure: values that are not secrets, whatever their name suggests. */

const PLAIN_WORD =
  /^(?:true|false|null|none|nil|undefined|yes|any|str|string|number|boolean|required|optional|default|secrets?|tokens?|password|passwd|passphrase|pwd|key|api[_-]?key|value|example|sample|dummy|test|testing|fake|mock|change[_-]?me|placeholder|redacted|hidden|todo|unknown|missing|invalid|expired|bearer|basic|read|write|x+|[*•._-]+)$/i;
const REFERENCE =
  /^(?:\$[{(A-Za-z_]|\{|<|\[|%[({s]|(?:process|import|env|os|config|self|this|secrets?|vars?)\.|your[-_ ])|\$\{|\{\{/i;
const VERSION = /^(?:[\^~<>=v]{0,2}\d+(?:\.[\dx*]+)+(?:[-+][\w.]+)?|(?:workspace|npm|file|link|catalog):.*)$/;
const ADDRESS = /^(?:[a-z][a-z0-9+.-]*:\/\/|(?:\.{0,2}|~)\/[\w./-]{0,60}$)/i;
const CALL = /^[\w$.?!]{1,80}\(/;
const MEMBER = /^[A-Za-z_$]\w{0,24}(?:\??\.[A-Za-z_$]\w{0,24})+[;,)]*$/;

/** A reference to a value defined elsewhere. */
export const isReference = (value: string): boolean => REFERENCE.test(value);

export function isPlain(value: string): boolean {
  return (
    PLAIN_WORD.test(value) ||
    isReference(value) ||
    VERSION.test(value) ||
    ADDRESS.test(value) ||
    CALL.test(value) ||
    MEMBER.test(value) ||
    /^[\d_.,]{1,5}$/.test(value)
  );
}
