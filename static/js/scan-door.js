// What a phone at the door knows and decides: who is on the list, what came of a code, what waits to be sent. No word of the page in here.
// The server decides again, and its answer counts; here the same rule answers at once, and without network.

const PREFIX = "SANLAP:";
const AT_ONCE = 100;

export function plainCode(scanned) {
  const wanted = scanned.trim().toUpperCase();
  return (wanted.startsWith(PREFIX) ? wanted.slice(PREFIX.length) : wanted).trim().toLowerCase();
}

/** As core.text.fold, near enough for a search by hand. */
function folded(name) {
  return name.toLowerCase().normalize("NFKD").replace(/(?<=\p{Script=Latin}|\p{Script=Cyrillic}|\p{Script=Arabic})\p{Mn}+/gu, "").normalize("NFC").replace(/[يى]/g, "ی").replace(/ك/g, "ک").replace(/[ہھة]/g, "ه").trim();
}

function nonce() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Door {
  constructor({ api, token, shelf, tell }) {
    Object.assign(this, { api, token, shelf, tell });
    this.list = null;
    this.people = new Map();
    this.queue = [];
    this.online = true;
    this.sending = null;
  }

  /** What was kept on this phone; false when there is nothing, or its time is over. */
  async wake() {
    this.queue = (await this.shelf.read("queue")) ?? [];
    const list = await this.shelf.read("list");
    if (!list) return false;
    if (Date.parse(list.expires_at) <= Date.now()) {
      await this.end();
      return false;
    }
    this.#take(list);
    return true;
  }

  #take(list) {
    this.list = list;
    this.people = new Map(list.people.map((person) => [person.code, person]));
    for (const scan of this.queue) if (scan.seen === "ok") this.#enter(scan.code, scan.point); // sent later, present now
  }

  #enter(code, point) {
    const person = this.people.get(code);
    if (person && !person.at.includes(point)) person.at.push(point);
  }

  async #ask(path, body) {
    const headers = { Authorization: `Device ${this.token}` };
    if (body) headers["Content-Type"] = "application/json";
    let answer, said;
    try {
      answer = await fetch(this.api + path, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body), cache: "no-store", credentials: "omit" });
      said = answer.ok ? await answer.json() : null; // the network may go in the middle of it
    } catch {
      this.online = false;
      return null;
    }
    this.online = answer.status < 500;
    if (answer.status === 401) await this.end((await answer.json().catch(() => ({}))).code);
    return said;
  }

  /** Ask for the list anew. */
  async refresh() {
    const list = await this.#ask("");
    if (list) {
      this.#take(list);
      await this.shelf.write("list", list);
    }
    this.tell.changed();
    return Boolean(list);
  }

  /** The token no longer works: the list goes at once, what was not sent stays for the desk. `code`: the server's word on why. */
  async end(code = "") {
    this.list = null;
    this.people.clear();
    await this.shelf.forget("list");
    this.tell.ended(this.queue, code);
  }

  async forgetQueue() {
    this.queue = [];
    await this.shelf.forget("queue");
  }

  present(point) {
    let count = 0;
    for (const person of this.people.values()) if (person.at.includes(point)) count += 1;
    return count;
  }

  find(term) {
    const exact = this.people.get(plainCode(term));
    if (exact) return [exact];
    const words = folded(term).split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    const found = [];
    for (const person of this.people.values()) {
      const key = `${person.key} ${folded(person.name)}`;
      if (words.every((word) => key.includes(word))) found.push(person);
      if (found.length === 12) break;
    }
    return found;
  }

  #judge(code, point, force) {
    const person = this.people.get(code);
    if (!person) return { result: "refused", reason: "unknown", name: "" };
    if (person.at.includes(point)) return { result: "duplicate", reason: "signed_in", name: person.name };
    if (person.state === "confirmed" || force) return { result: "ok", reason: "", name: person.name };
    return { result: "refused", reason: person.state, name: person.name };
  }

  /** One attempt: answered at once from the list, kept, and sent as soon as that is possible. */
  async scan(scanned, point, reason = "") {
    const code = plainCode(scanned);
    if (!code || code.length > 40 || !this.list) return null;
    const seen = this.#judge(code, point, Boolean(reason));
    if (seen.result === "ok") this.#enter(code, point);
    const attempt = { code, point, nonce: nonce(), scanned_at: new Date().toISOString(), force: Boolean(reason), reason, seen: seen.result };
    this.queue.push(attempt);
    await this.shelf.write("queue", this.queue);
    this.send();
    return { ...seen, code, nonce: attempt.nonce };
  }

  /** Send what waits, in order, a hundred at a time. The same scan may be sent twice: its nonce makes it one. */
  send() {
    this.sending ??= this.#send().finally(() => { this.sending = null; });
    return this.sending;
  }

  async #send() {
    const wasCutOff = !this.online;
    while (this.queue.length && this.list) {
      const batch = this.queue.slice(0, AT_ONCE);
      const answer = await this.#ask("scans/", { scans: batch.map(({ seen, ...scan }) => scan) });
      this.tell.changed();
      if (!answer) return;
      const sent = new Set(batch.map((scan) => scan.nonce));
      this.queue = this.queue.filter((scan) => !sent.has(scan.nonce));
      await this.shelf.write("queue", this.queue);
      answer.results.forEach((result, number) => {
        const scan = batch[number];
        if (result.result === "ok" || result.result === "duplicate") this.#enter(scan.code, scan.point);
        this.tell.answered(result);
      });
      await this.shelf.write("list", this.list);
      this.tell.changed();
    }
    if (wasCutOff && this.online) await this.refresh(); // whom the other doors signed in meanwhile
  }
}
