/** SHA-256 in hexadecimal. */
export async function digest(bytes: Uint8Array): Promise<string> {
  // Copied into a plain ArrayBuffer: the type of the sandbox's bytes may have another buffer.
  const hash = await crypto.subtle.digest("SHA-256", new Uint8Array(bytes));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
