import type { FloorState } from "../../src/dialer/pacing.ts";

type CallMeasure = Pick<
  FloorState,
  "answerRate" | "answerSeconds" | "ringSeconds" | "talkSeconds" | "wrapSeconds" | "answered" | "abandoned"
>;

// A call counts half as much once 80 others have come after it: soon enough to notice a change, late enough to know chance from one.
const fading = 0.5 ** (1 / 80);

/** A mean in which what is old fades. It begins with a guess that counts as some measurements. */
class Mean {
  #sum: number;
  #weight: number;
  constructor(guess: number, weight: number) {
    this.#sum = guess * weight;
    this.#weight = weight;
  }
  add(value: number): void {
    this.#sum = this.#sum * fading + value;
    this.#weight = this.#weight * fading + 1;
  }
  get value(): number {
    return this.#sum / this.#weight;
  }
}

/** What a dialer remembers of its calls, as far as pacing needs it. Moments and times are in seconds. */
export class RecentCalls {
  readonly #window: number;
  readonly #answers: { at: number; abandoned: boolean }[] = [];
  #abandoned = 0;
  readonly #placed: { answered?: boolean }[] = [];
  readonly #answerRate = new Mean(0.3, 20);
  readonly #answerSeconds = new Mean(10, 5);
  readonly #ringSeconds = new Mean(20, 5);
  readonly #talkSeconds = new Mean(120, 5);
  readonly #wrapSeconds = new Mean(20, 5);

  /** Answered calls are remembered for so many seconds, as long as the target holds for. */
  constructor(window = 24 * 3600) {
    this.#window = window;
  }

  /**
   * A call is placed; the function that is returned takes what came of it. The share of answered calls is counted in the order in which calls
   * were placed: answers come sooner than silence, so that in the order of their ends it would swing with every burst of calls.
   */
  placed(): (answered: boolean, seconds: number) => void {
    const call: { answered?: boolean } = {};
    this.#placed.push(call);
    return (answered, seconds) => {
      call.answered = answered;
      (answered ? this.#answerSeconds : this.#ringSeconds).add(seconds);
      for (let first = this.#placed[0]; first?.answered !== undefined; first = this.#placed[0]) {
        this.#answerRate.add(first.answered ? 1 : 0);
        this.#placed.shift();
      }
    };
  }

  /** A person who answered has met an agent, or has given up. */
  met(at: number, abandoned: boolean): void {
    this.#answers.push({ at, abandoned });
    if (abandoned) this.#abandoned++;
  }

  talked(seconds: number): void {
    this.#talkSeconds.add(seconds);
  }

  wrapped(seconds: number): void {
    this.#wrapSeconds.add(seconds);
  }

  measured(now: number): CallMeasure {
    for (let first = this.#answers[0]; first && first.at < now - this.#window; first = this.#answers[0]) {
      if (first.abandoned) this.#abandoned--;
      this.#answers.shift();
    }
    return {
      answerRate: this.#answerRate.value,
      answerSeconds: this.#answerSeconds.value,
      ringSeconds: this.#ringSeconds.value,
      talkSeconds: this.#talkSeconds.value,
      wrapSeconds: this.#wrapSeconds.value,
      answered: this.#answers.length,
      abandoned: this.#abandoned,
    };
  }
}
