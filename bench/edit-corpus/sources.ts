/** Files that the cases edit, in the styles that repositories have: two and four spaces, tabs, prose, markup. */
export const SOURCES = {
  "src/cart.ts": `import { Money } from "./money";

export interface Line {
  sku: string;
  quantity: number;
  price: Money;
}

export class Cart {
  private lines: Line[] = [];

  add(line: Line): void {
    const existing = this.lines.find((other) => other.sku === line.sku);
    if (existing) {
      existing.quantity += line.quantity;
      return;
    }
    this.lines.push(line);
  }

  remove(sku: string): void {
    this.lines = this.lines.filter((line) => line.sku !== sku);
  }

  total(): Money {
    let sum = Money.zero();
    for (const line of this.lines) {
      sum = sum.plus(line.price.times(line.quantity));
    }
    return sum;
  }
}
`,
  "report/render.py": `"""Renders a report as text."""
from datetime import date


class Renderer:
    def __init__(self, title, width=80):
        self.title = title
        self.width = width

    def header(self):
        line = "=" * self.width
        return f"{line}\\n{self.title}\\n{line}"

    def body(self, rows):
        out = []
        for name, value in rows:
            if value is None:
                out.append(f"{name}: -")
            else:
                out.append(f"{name}: {value:.2f}")
        return "\\n".join(out)


def render(title, rows):
    renderer = Renderer(title)
    return renderer.header() + "\\n" + renderer.body(rows)
`,
  "cmd/serve/main.go": `package main

import (
	"log"
	"net/http"
)

type server struct {
	addr  string
	ready bool
}

func (s *server) handle(w http.ResponseWriter, r *http.Request) {
	if !s.ready {
		http.Error(w, "not ready", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusOK)
}

func main() {
	s := &server{addr: ":8080"}
	http.HandleFunc("/", s.handle)
	if err := http.ListenAndServe(s.addr, nil); err != nil {
		log.Fatal(err)
	}
}
`,
  "src/queue.rs": `use std::collections::VecDeque;

pub struct Queue<T> {
    items: VecDeque<T>,
    limit: usize,
}

impl<T> Queue<T> {
    pub fn new(limit: usize) -> Self {
        Queue { items: VecDeque::new(), limit }
    }

    pub fn push(&mut self, item: T) -> Result<(), T> {
        if self.items.len() >= self.limit {
            return Err(item);
        }
        self.items.push_back(item);
        Ok(())
    }

    pub fn pop(&mut self) -> Option<T> {
        self.items.pop_front()
    }
}
`,
  "Account.java": `package bank;

public class Account {
    private long cents;

    public void deposit(long amount) {
        if (amount <= 0) {
            throw new IllegalArgumentException("amount");
        }
        cents += amount;
    }

    public void withdraw(long amount) {
        if (amount <= 0) {
            throw new IllegalArgumentException("amount");
        }
        if (amount > cents) {
            throw new IllegalStateException("funds");
        }
        cents -= amount;
    }
}
`,
  "deploy/service.yaml": `name: orders
replicas: 2
containers:
  - name: web
    image: orders-web
    env:
      - name: LOG_LEVEL
        value: info
  - name: worker
    image: orders-worker
    env:
      - name: LOG_LEVEL
        value: debug
`,
  Makefile: `BIN := build/app

build:
	go build -o $(BIN) ./cmd/serve

test: build
	go vet ./...
	go test ./...

clean:
	rm -rf build
`,
  "web/card.css": `.card {
  padding: 8px;
  border-radius: 4px;
}

.card > .title {
  font-weight: 600;
}

@media (min-width: 40rem) {
  .card {
    padding: 16px;
  }
}
`,
  "web/index.html": `<!doctype html>
<html lang="en">
  <head>
    <title>Orders</title>
  </head>
  <body>
    <main>
      <h1>Orders</h1>
      <ul id="list"></ul>
    </main>
  </body>
</html>
`,
  "docs/notes.md": `# Notes

Orders are “open” until they’re paid – then they are closed.

- A customer’s first order is free.
- Returns take 3–5 days.

Ask the “orders” team.
`,
  "lib/mailer.rb": `class Mailer
  def initialize(transport)
    @transport = transport
  end

  def welcome(user)
    @transport.deliver(
      to: user.email,
      subject: "Welcome",
    )
  end

  def goodbye(user)
    @transport.deliver(
      to: user.email,
      subject: "Goodbye",
    )
  end
end
`,
  "db/orders.sql": `CREATE TABLE orders (
    id      BIGINT PRIMARY KEY,
    total   BIGINT NOT NULL,
    paid_at TIMESTAMP
);

CREATE INDEX orders_paid ON orders (paid_at);

SELECT id, total
  FROM orders
 WHERE paid_at IS NULL
 ORDER BY id;
`,
} as const;

export type SourcePath = keyof typeof SOURCES;
