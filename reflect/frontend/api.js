// @ts-check
// Requests to our own routes. Same origin only; the session's cookie goes along by itself.

/** A request that got no usable answer. `status` 0: nobody answered. */
export class ApiError extends Error {
  /** @param {number} status @param {string} why */
  constructor(status, why) {
    super(why || `HTTP ${status}`);
    this.name = "ApiError";
    this.status = status;
    this.why = why;
  }

  /** Sending the same again later may help. */
  get passing() {
    return this.status === 0 || this.status >= 500 || this.status === 429;
  }
}

export class Api {
  /** @param {string} [base] */
  constructor(base = "/reflect/") {
    this.base = base;
  }

  /**
   * @param {string} path "doc/r1?lang=nl", or an address from the server that starts with "/"
   * @param {{timeoutMs?: number, signal?: AbortSignal}} [options]
   * @returns {Promise<any>}
   */
  async get(path, options = {}) {
    return (await this.request(path, {}, options)).json();
  }

  /** @param {string} path @param {{timeoutMs?: number, signal?: AbortSignal}} [options] @returns {Promise<ArrayBuffer>} */
  async bytes(path, options = {}) {
    return (await this.request(path, {}, options)).arrayBuffer();
  }

  /**
   * @param {string} path @param {unknown} body
   * @param {{timeoutMs?: number, signal?: AbortSignal}} [options]
   * @returns {Promise<any>}
   */
  async post(path, body, options = {}) {
    const headers = { "content-type": "application/json", "x-reflect": "1" };
    return (await this.request(path, { method: "POST", headers, body: JSON.stringify(body) }, options)).json();
  }

  /** @param {string} path */
  address(path) {
    return path.startsWith("/") ? path : this.base + path;
  }

  /**
   * @param {string} path @param {RequestInit} init @param {{timeoutMs?: number, signal?: AbortSignal}} options
   * @returns {Promise<Response>}
   */
  async request(path, init, { timeoutMs = 15_000, signal } = {}) {
    const limit = AbortSignal.timeout(timeoutMs);
    const either = signal ? AbortSignal.any([signal, limit]) : limit;
    /** @type {Response} */
    let answer;
    try {
      answer = await fetch(this.address(path), { ...init, signal: either, credentials: "same-origin" });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new ApiError(0, "");
    }
    if (answer.ok) return answer;
    const told = await answer.json().catch(() => null);
    throw new ApiError(answer.status, typeof told?.error === "string" ? told.error : "");
  }
}
