import { describe, expect, it } from "vitest";
import { formatCost, formatCostSum, formatCount } from "./amounts.ts";

describe("amounts", () => {
  it("never writes an unknown price as a zero", () => {
    expect(formatCost(null)).toBe("unknown");
    expect(formatCost(0)).toBe("$0.00");
    expect(formatCostSum({ calls: 2, cost_usd: null, unknown_cost_calls: 2 })).toBe("unknown");
    expect(formatCostSum({ calls: 2, cost_usd: 0, unknown_cost_calls: 2 })).toBe("unknown");
    expect(formatCostSum({ calls: 2, cost_usd: 1.2, unknown_cost_calls: 1 })).toBe("at least $1.20");
    expect(formatCostSum({ calls: 0, cost_usd: null, unknown_cost_calls: 0 })).toBe("$0.00");
  });

  it("keeps small prices readable", () => {
    expect(formatCost(0.00421)).toBe("$0.0042");
    expect(formatCost(12.3)).toBe("$12.30");
    expect(formatCount(18_420)).toBe("18.4K");
  });
});
