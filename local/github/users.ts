/** The people who can sign in to the stand-in. There are no passwords: it serves one machine. */
export interface User {
  id: number;
  login: string;
  name: string;
  email: string;
}

export const USERS: readonly [User, ...User[]] = [
  { id: 1001, login: "ada", name: "Ada Example", email: "ada@example.test" },
  { id: 1002, login: "grace", name: "Grace Example", email: "grace@example.test" },
];

export const findUser = (login: string): User | undefined => USERS.find((user) => user.login === login);
