"""A report generator, busy in pure Python: makes up a shop's orders, joins and groups them, writes a Markdown table.

    ./pyrometer examples/pure_python.py
"""

import sys


class Random:
    """The same numbers on every machine: a linear congruential generator."""

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % limit


class Order:
    def __init__(self, customer, product, quantity, cents):
        self.customer = customer
        self.product = product
        self.quantity = quantity
        self.cents = cents

    def total(self):
        return self.quantity * self.discounted()

    def discounted(self):
        if self.quantity >= 8:
            return self.cents * 90 // 100
        return self.cents


def make_orders(count):
    random = Random(2024)
    products = ["bolt", "nut", "washer", "spring", "gear", "belt"]
    return [
        Order(random.below(500), products[random.below(6)], 1 + random.below(10), 50 + random.below(950))
        for _ in range(count)
    ]


def revenue_by(orders, key):
    revenue = {}
    for order in orders:
        revenue[key(order)] = revenue.get(key(order), 0) + order.total()
    return revenue


def bubble_up(ranking):
    """The slow part: a sort that a profiler should find."""
    for end in range(len(ranking) - 1, 0, -1):
        for i in range(end):
            if ranking[i][1] < ranking[i + 1][1]:
                ranking[i], ranking[i + 1] = ranking[i + 1], ranking[i]
    return ranking


def table(title, ranking):
    rows = ["| %s | revenue |" % title, "|---|---:|"]
    for name, cents in ranking:
        rows.append("| %s | %d.%02d |" % (name, cents // 100, cents % 100))
    return "\n".join(rows)


def main(count):
    orders = make_orders(count)
    for title, key in [("product", lambda order: order.product), ("customer", lambda order: order.customer)]:
        ranking = bubble_up(list(revenue_by(orders, key).items()))
        print(table(title, ranking[:6]), end="\n\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 250000)
