import { describe, expect, it } from "vitest";
import { acknowledged, decide, type Flow, newFlow, sent } from "./flow.ts";

const FRAME = 500_000;

/** A viewer, and a server that sends it frames of half a million characters and ten events at the allowed rate. */
class Viewer {
  flow: Flow = newFlow(0);
  now = 0;
  cursor = 0;
  chars = 0;
  readonly silent: number;

  constructor(silent = 1) {
    this.silent = silent;
  }

  /** Sends until `decide` refuses; returns the reason. At most `chars`. */
  push(chars = Number.POSITIVE_INFINITY): "wait" | "close" | "enough" {
    for (let left = chars; left > 0; left -= FRAME) {
      const { flow, verdict } = decide(this.flow, { ...this, silent: () => this.silent });
      this.flow = flow;
      if (verdict !== "send") return verdict;
      this.flow = sent(flow, FRAME);
      this.cursor += 10;
      this.chars += FRAME;
    }
    return "enough";
  }

  /** Retries ten times a second until the viewer is closed or `chars` are sent. */
  pushAll(chars: number): "close" | "enough" {
    for (; this.chars < chars; this.now += 100) if (this.push(chars - this.chars) === "close") return "close";
    return "enough";
  }

  ack(seq = this.cursor): void {
    this.flow = acknowledged(this.flow, seq, this.cursor);
  }
}

describe("a viewer that shows nothing", () => {
  it("is served far beyond what may be on its way to others, within seconds", () => {
    const viewer = new Viewer();
    expect(viewer.pushAll(42_000_000)).toBe("enough");
    expect(viewer.now).toBeLessThan(6_000);
  });

  it("is closed before memory ends", () => {
    const viewer = new Viewer();
    expect(viewer.pushAll(1_000_000_000)).toBe("close");
    expect(viewer.chars).toBeLessThan(50_000_000);
  });

  it("is sent little at once, however long nothing happened", () => {
    const viewer = new Viewer();
    viewer.now = 3_600_000;
    expect(viewer.push()).toBe("wait");
    expect(viewer.chars).toBeLessThanOrEqual(8_500_000);
  });

  it("is served without end where there is no more than a log that is written all the time", () => {
    const viewer = new Viewer();
    expect(viewer.pushAll(40_000_000)).toBe("enough");
    for (let minute = 0; minute < 48 * 60; minute++) {
      viewer.now += 60_000;
      expect(viewer.push(500_000)).toBe("enough");
    }
    expect(viewer.chars).toBe(40_000_000 + 48 * 60 * 500_000);
  });

  it("costs less where there are many, and never less than one that acknowledges", () => {
    const sizes = [1, 3, 6, 200].map((silent) => {
      const viewer = new Viewer(silent);
      expect(viewer.pushAll(1_000_000_000)).toBe("close");
      return viewer.chars / 1_000_000;
    });
    expect(sizes.map((size) => Math.floor(size / 4) * 4)).toEqual([48, 48, 24, 8]);
  });
});

describe("a viewer that acknowledges", () => {
  it("is served without end", () => {
    const viewer = new Viewer();
    viewer.ack();
    while (viewer.chars < 500_000_000) {
      expect(viewer.push(4_000_000)).toBe("enough");
      viewer.ack();
    }
  });

  it("waits with a full window, goes on with the next acknowledgement, and is closed when none comes", () => {
    const viewer = new Viewer();
    viewer.ack();
    expect(viewer.push()).toBe("wait");
    expect(viewer.chars).toBeLessThanOrEqual(8_500_000);
    viewer.now += 100_000;
    expect(viewer.push()).toBe("wait");
    viewer.ack(viewer.cursor - 10);
    expect(viewer.push()).toBe("wait");
    viewer.now += 100_000;
    expect(viewer.push()).toBe("wait");
    viewer.now += 100_000;
    expect(viewer.push()).toBe("close");
  });

  it("does not open its window by acknowledging what was never sent, or again what it has", () => {
    const viewer = new Viewer();
    viewer.push(1_000_000);
    viewer.ack(1_000_000);
    expect(viewer.flow).toMatchObject({ acked: 20, unreadChars: 0 });
    viewer.push(1_000_000);
    viewer.ack(20);
    expect(viewer.flow).toMatchObject({ acked: 20, unreadChars: 1_000_000 });
    viewer.ack(3);
    expect(viewer.flow).toMatchObject({ acked: 20, unreadChars: 1_000_000 });
    viewer.ack(30);
    expect(viewer.flow).toMatchObject({ acked: 30, unreadChars: 500_000 });
  });

  it("is not closed while there is nothing for it", () => {
    const viewer = new Viewer();
    viewer.ack();
    viewer.push(1_000_000);
    viewer.now += 86_400_000;
    expect(viewer.push(1_000_000)).toBe("enough");
  });
});
