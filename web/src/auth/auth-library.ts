export { GoTrueClient } from "@supabase/auth-js";
