// What a rapporteur has typed and the server may not have yet: lines, their order, and the way they travel.
// No word of the page in here: minutes.js draws.

const SOON = 3000; // ms after the first unsaved letter; "saved within 5 seconds" leaves two for the way
const AGAIN = [2000, 4000, 8000, 15000, 30000];

/** A key that nobody else draws. (randomUUID exists only on secure addresses; a hall's own server may not be one.) */
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Keeps unsent lines for a reload of this tab, unless the computer is shared. Another person's are thrown away. */
export class Shelf {
  constructor(name, owner) {
    this.name = `minutes:${name}`;
    this.owner = owner;
    this.shared = false;
  }

  read() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.name) ?? "null");
      if (kept?.owner === this.owner) return kept.lines;
      for (const key of Object.keys(sessionStorage)) {
        if (key.startsWith("minutes:") && !sessionStorage.getItem(key).includes(`"owner":"${this.owner}"`)) sessionStorage.removeItem(key);
      }
    } catch {
      // a browser may forbid storage; then lines wait in the page only
    }
    return [];
  }

  write(lines) {
    try {
      if (this.shared || !lines.length) sessionStorage.removeItem(this.name);
      else sessionStorage.setItem(this.name, JSON.stringify({ owner: this.owner, lines }));
      return !this.shared;
    } catch {
      return false;
    }
  }
}

/**
 * The lines of one page and the one road to the server: one at a time, in the order in which they were begun.
 * A line: {key, uid, revision, fields, sent, state, message}; state is clean, dirty, conflict or refused.
 * tell: {saved(line, answer), conflict(line, answer), refused(line), changed()}.
 */
export class Book {
  constructor({ addUrl, client, token, shelf, tell }) {
    Object.assign(this, { addUrl, client, token, shelf, tell });
    this.lines = new Map();
    this.tries = 0;
    this.sending = false;
    this.urgent = false; // asked to send while sending
    this.online = true;
    this.signedOut = false;
    this.savedAt = null;
  }

  /** The line of a key; made when there is none. `known`: {uid, revision, fields} as the server has them. */
  line(key, known = {}) {
    if (!this.lines.has(key)) {
      const sent = known.fields ? JSON.stringify(known.fields) : "";
      this.lines.set(key, { key, uid: known.uid ?? "", revision: known.revision ?? 0, fields: known.fields ?? {}, sent, state: "clean", message: "" });
    }
    return this.lines.get(key);
  }

  byUid(uid) {
    return [...this.lines.values()].find((line) => line.uid === uid);
  }

  get dirty() {
    return [...this.lines.values()].filter((line) => line.state === "dirty");
  }

  get unsaved() {
    return [...this.lines.values()].filter((line) => line.state !== "clean");
  }

  /** What stands in a form now. Sent soon; at once when `now`. */
  edit(key, fields, now = false) {
    const line = this.line(key);
    line.fields = fields;
    if (line.state !== "conflict") line.state = fields.text.trim() && JSON.stringify(fields) !== line.sent ? "dirty" : "clean";
    this.keep();
    this.tell.changed();
    if (line.state !== "dirty") return;
    if (now) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), SOON);
  }

  /** Sends again over what somebody else wrote. */
  insist(line, revision) {
    Object.assign(line, { revision, state: "dirty", sent: "" });
    this.flush();
  }

  forget(key) {
    this.lines.delete(key);
    this.keep();
    this.tell.changed();
  }

  keep() {
    const waiting = this.unsaved.map(({ key, uid, revision, fields }) => ({ key, uid, revision, fields }));
    this.kept = this.shelf.write(waiting);
  }

  /** Sends what is dirty now, one line after the other; what is typed meanwhile goes soon. `last`: the page is being left. */
  flush(last = false) {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.sending && !last) this.urgent = true;
    else this.running = this.run(last);
    return this.running;
  }

  async run(last) {
    this.sending = true;
    try {
      for (const line of this.dirty) {
        this.tell.changed();
        if (!(await this.send(line, last))) break;
      }
    } finally {
      this.sending = false;
      if (this.dirty.length) this.timer ??= setTimeout(() => this.flush(), this.urgent ? 0 : SOON);
      this.urgent = false;
      this.tell.changed();
    }
  }

  /** True when the next line may be sent. */
  async send(line, last) {
    const sent = JSON.stringify(line.fields);
    const body = new URLSearchParams({ ...line.fields, client_key: line.key, client: this.client, revision: line.revision || "" });
    let response, answer;
    try {
      response = await this.post(line.uid ? `${this.addUrl}${line.uid}/` : this.addUrl, body, last);
      answer = response.headers.get("Content-Type")?.includes("json") ? await response.json() : null;
    } catch {
      return this.later();
    }
    if (response.status >= 500 || response.status === 429 || (response.ok && !answer)) return this.later();
    this.online = true;
    this.tries = 0;
    this.signedOut = response.status === 401 || (response.status === 403 && !answer);
    if (this.signedOut) return this.later();
    if (response.ok) {
      Object.assign(line, { uid: answer.uid, revision: answer.revision, sent, message: "" });
      line.state = JSON.stringify(line.fields) === sent ? "clean" : "dirty";
      this.savedAt = new Date();
      this.keep();
      this.tell.saved(line, answer);
    } else if (answer?.code === "stale_revision") {
      Object.assign(line, { state: "conflict", uid: answer.uid });
      this.keep();
      this.tell.conflict(line, answer);
    } else {
      Object.assign(line, { state: "refused", message: answer?.message ?? response.statusText });
      this.keep();
      this.tell.refused(line);
    }
    return true;
  }

  post(url, body, last = false) {
    return fetch(url, {
      method: "POST", body, keepalive: last, credentials: "same-origin",
      headers: { Accept: "application/json", "X-CSRFToken": this.token() },
    });
  }

  later() {
    this.online = this.signedOut;
    const wait = AGAIN[Math.min(this.tries++, AGAIN.length - 1)];
    this.timer = setTimeout(() => this.flush(), wait);
    return false;
  }
}
