// Numbers by pairs of numbers, without an object for each.

export const ABSENT = -1;

/** Open addressing, at most half full. */
export class PairMap {
  #first: Int32Array;
  #second: Int32Array;
  #values: Int32Array;
  #size = 0;

  constructor(expected = 64) {
    let capacity = 128;
    while (capacity < 2 * expected) {
      capacity *= 2;
    }
    this.#first = new Int32Array(capacity);
    this.#second = new Int32Array(capacity);
    this.#values = new Int32Array(capacity).fill(ABSENT);
  }

  /** The number of the pair; from now on `value`, if it had none. */
  get(first: number, second: number, value: number): number {
    const slot = this.#slot(first, second);
    const known = this.#values[slot];
    if (known !== ABSENT) {
      return known;
    }
    this.#insert(slot, first, second, value);
    if (2 * ++this.#size > this.#values.length) {
      this.#grow();
    }
    return value;
  }

  #insert(slot: number, first: number, second: number, value: number): void {
    this.#first[slot] = first;
    this.#second[slot] = second;
    this.#values[slot] = value;
  }

  #grow(): void {
    const [first, second, values] = [this.#first, this.#second, this.#values];
    this.#first = new Int32Array(2 * values.length);
    this.#second = new Int32Array(2 * values.length);
    this.#values = new Int32Array(2 * values.length).fill(ABSENT);
    for (let i = 0; i < values.length; i++) {
      if (values[i] !== ABSENT) {
        this.#insert(this.#slot(first[i], second[i]), first[i], second[i], values[i]);
      }
    }
  }

  #slot(first: number, second: number): number {
    const mask = this.#values.length - 1;
    let hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
    hash = Math.imul(hash ^ hash >>> 15, 0x2c1b3c6d);
    let slot = (hash ^ hash >>> 13) & mask;
    while (this.#values[slot] !== ABSENT && (this.#first[slot] !== first || this.#second[slot] !== second)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }
}
