/** The variables that limit what a user and an organisation use up in a month. */
import { z } from "zod";

const amount = (schema: z.ZodType<number, unknown>) =>
  z.preprocess((text) => (text === "" ? undefined : text), schema.optional());
const number = z.coerce.number("must be a number").nonnegative("must not be below 0");
const whole = number.int("must be a whole number");

/** Each is unlimited where it is not set; 0 allows nothing. A month is one of the calendar, in UTC. */
export const QUOTA_VARIABLES = {
  MONTHLY_TASKS_PER_USER: amount(whole),
  MONTHLY_MINUTES_PER_USER: amount(number),
  MONTHLY_USD_PER_USER: amount(number),
  MONTHLY_TASKS_PER_ORG: amount(whole),
  MONTHLY_MINUTES_PER_ORG: amount(number),
  MONTHLY_USD_PER_ORG: amount(number),
};
