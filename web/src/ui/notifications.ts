import { createRoot, createSignal } from "solid-js";

const KEY = "verne.notify";

const [wanted, setWanted] = createRoot(() => createSignal(localStorage.getItem(KEY) === "on"));

export const canNotify = (): boolean => "Notification" in window;

/** True when the user asked for notifications and the browser lets them through. */
export const notificationsOn = (): boolean =>
  canNotify() && wanted() && Notification.permission === "granted";

/** Turns them on or off; on asks the browser. Gives why they stay off, null when it was done. */
export async function switchNotifications(on: boolean): Promise<string | null> {
  if (on && (await Notification.requestPermission()) !== "granted") {
    return "Your browser blocks notifications of this page. Allow them in its settings for this site.";
  }
  localStorage.setItem(KEY, on ? "on" : "off");
  setWanted(on);
  return null;
}
