const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const values = new Map([...letters].map((letter, i) => [letter.charCodeAt(0), i]));

/** Bytes as text, four letters for three bytes. @see RFC 4648, section 4 */
export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  let part = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const bits = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    part += letters.charAt(bits >> 18) + letters.charAt((bits >> 12) & 63);
    part += (left > 1 ? letters.charAt((bits >> 6) & 63) : '=') + (left > 2 ? letters.charAt(bits & 63) : '=');
    if (part.length > 8192) {
      parts.push(part);
      part = '';
    }
  }
  return parts.join('') + part;
}

/** The bytes of such a text; null if it is none. */
export function fromBase64(text: string): Uint8Array | null {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  if (text.length % 4 !== 0) return null;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  const digits = text.length - padding;
  for (let i = 0, at = 0; i < text.length; i += 4) {
    let bits = 0;
    for (let k = i; k < i + 4; k++) {
      const value = k < digits ? values.get(text.charCodeAt(k)) : 0;
      if (value === undefined) return null;
      bits = (bits << 6) | value;
    }
    for (let shift = 16; shift >= 0 && at < bytes.length; shift -= 8) bytes[at++] = (bits >> shift) & 255;
  }
  return bytes;
}
