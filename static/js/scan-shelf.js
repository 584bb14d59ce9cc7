// What a phone at the door keeps: the list of its event and the scans that were not sent, both encrypted with a key that follows from
// the token in its link. Without the link nothing of it can be read; when the token ends it is deleted.
// Without crypto.subtle (an address without https) nothing is kept at all.

const utf8 = new TextEncoder();
const text = new TextDecoder();
const to64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
const from64 = (string) => Uint8Array.from(atob(string), (letter) => letter.charCodeAt(0));

async function keyOf(token) {
  const raw = await crypto.subtle.importKey("raw", utf8.encode(token), "HKDF", false, ["deriveKey", "deriveBits"]);
  const from = (info) => ({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(16), info: utf8.encode(info) });
  const key = await crypto.subtle.deriveKey(from("sanlap scan"), raw, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const name = await crypto.subtle.deriveBits(from("sanlap name"), raw, 64);
  return { key, name: Array.from(new Uint8Array(name), (byte) => byte.toString(16).padStart(2, "0")).join("") };
}

export class Shelf {
  /** A shelf for this token; lists of other tokens are thrown away, their unsent scans are not. */
  static async open(token) {
    const shelf = new Shelf();
    shelf.writing = Promise.resolve();
    if (!globalThis.crypto?.subtle) return shelf;
    const { key, name } = await keyOf(token);
    shelf.key = key;
    shelf.name = name;
    try {
      for (const other of Object.keys(localStorage)) {
        if (other.startsWith("scan-list:") && other !== `scan-list:${name}`) localStorage.removeItem(other);
      }
    } catch {
      shelf.key = null; // the browser forbids storage
    }
    return shelf;
  }

  get keeps() {
    return Boolean(this.key);
  }

  async read(what) {
    if (!this.key) return null;
    const kept = localStorage.getItem(`scan-${what}:${this.name}`);
    if (!kept) return null;
    try {
      const [iv, sealed] = kept.split(".").map(from64);
      return JSON.parse(text.decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, this.key, sealed)));
    } catch {
      return null; // damaged: as if it were not there
    }
  }

  /** Writes follow each other, so that an older one never lands on a newer. */
  write(what, value) {
    this.writing = this.writing.then(() => this.#write(what, value));
    return this.writing;
  }

  async #write(what, value) {
    if (!this.key) return;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.key, utf8.encode(JSON.stringify(value)));
    try {
      localStorage.setItem(`scan-${what}:${this.name}`, `${to64(iv)}.${to64(new Uint8Array(sealed))}`);
    } catch {
      // full: the page goes on from memory
    }
  }

  forget(what) {
    this.writing = this.writing.then(() => localStorage.removeItem(`scan-${what}:${this.name}`)).catch(() => {});
    return this.writing;
  }
}
