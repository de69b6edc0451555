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

const others: User[] = [];
/** A user for a test: may sign in, and has access to no repository. */
export const addUser = (user: User): void => void others.push(user);

export const findUser = (login: string): User | undefined =>
  [...USERS, ...others].find((user) => user.login === login);
