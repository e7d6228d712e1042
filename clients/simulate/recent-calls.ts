import type { FloorState } from "../../src/dialer/pacing.ts";

type CallMeasure = Pick<
  FloorState,
  "answerRate" | "answerSeconds" | "ringSeconds" | "talkSeconds" | "wrapSeconds" | "answered" | "abandoned"
>;

// A call's weight halves after 80 more calls: fast enough to notice a change, slow enough to tell it from chance.
const fading = 0.5 ** (1 / 80);

/** A mean in which old values fade. It starts from a guess that counts as `weight` measurements. */
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

/** A dialer's memory of its recent calls, for pacing. All times are in seconds. */
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

  /** Remembers answered calls for `window` seconds, the period over which the abandon target applies. */
  constructor(window = 24 * 3600) {
    this.#window = window;
  }

  /**
   * Records a placed call and returns a function that takes its result. Calls count towards the answer rate in the order they were
   * placed: answers come sooner than no-answers, so in the order of their ends the rate would swing with every burst of calls.
   */
  recordPlaced(): (answered: boolean, seconds: number) => void {
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

  /** Records, at time `at`, whether a person who answered was abandoned or reached an agent. */
  recordAnswer(at: number, abandoned: boolean): void {
    this.#answers.push({ at, abandoned });
    if (abandoned) this.#abandoned++;
  }

  recordTalk(seconds: number): void {
    this.#talkSeconds.add(seconds);
  }

  recordWrapUp(seconds: number): void {
    this.#wrapSeconds.add(seconds);
  }

  /** The figures that pacing needs, with answers older than the window dropped. */
  measure(now: number): CallMeasure {
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
