"""The bodies of the show-piece: Markdown with whatever a reply can contain, for judging the page by eye."""

TEA = r"""
## What you need

- **Leaves**, *loose* rather than bagged
  - green: 75 °C, `120` seconds
  - black: 95 °C, `240` seconds
    - a little less in soft water
- Water, ~~from the tap~~ filtered

1. Warm the pot.
2. Pour, then wait.

- [x] kettle filled
- [ ] patience found

| Tea | Grams | Steeps |
|:--|--:|:-:|
| Sencha | 4.5 | 3 |
| Assam | 6.0 | 1 |
| Oolong | 5.0 | 7 |

## How fast it cools

With room temperature \(T_r\) and start $T_0$, Newton's law of cooling says

$$
T(t) = T_r + (T_0 - T_r)\,e^{-kt}, \qquad k = \frac{1}{\tau}
$$

In Python, `cooling` answers for any minute:

```python
from math import exp


def cooling(minutes: float, start: float = 95.0, room: float = 20.0) -> float:
    # Half an hour is what a thick pot keeps.
    return room + (start - room) * exp(-minutes / 30)


print(f"{cooling(5):.1f} degrees after five minutes")
```

A timer for the browser:

```js
const steep = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

await steep(120);
console.log("Pour now.");
```

> The same leaf is called 茶 in Chinese, चाय in Hindi and شاي in Arabic. 🍵

Read on in the [history of tea](https://en.wikipedia.org/wiki/History_of_tea).
"""

GEARS = r"""
## The parts that matter

1. **Chainring**: teeth in front
   - small for *hills*
   - large for the flat
     - `50` is common on the road
2. **Sprocket**: teeth behind

- [x] chain oiled
- [x] tyres at 4 bar
- [ ] lights ~~borrowed~~ bought

| Gear | Ratio | Feels like |
|:-:|--:|:--|
| 50/11 | 4.55 | downhill |
| 50/17 | 2.94 | a quiet road |
| 34/32 | 1.06 | the Alps |

## A little arithmetic

One turn of the pedals moves a wheel of diameter $d$ by \(\pi d \, f / r\), so \(c\) turns a minute make

$$
v = \frac{60\,c}{1000} \cdot \pi d \cdot \frac{f}{r} \quad \text{km/h}
$$

The same with `math.pi`:

```python
import math


def speed(front: int, rear: int, cadence: int = 90, wheel: float = 0.678) -> float:
    metres = math.pi * wheel * front / rear * cadence
    return metres * 60 / 1000  # kilometres an hour


for rear in (11, 17, 28):
    print(f"50/{rear}: {speed(50, rear):.1f} km/h")
```

And sorted for a page:

```js
const gears = [11, 17, 28].map((rear) => ({ rear, ratio: 50 / rear }));
gears.sort((a, b) => b.ratio - a.ratio);
console.table(gears);
```

> A bicycle is 自転車 in Japanese, 자전거 in Korean and אופניים in Hebrew. 🚲

The [bicycle gearing](https://en.wikipedia.org/wiki/Bicycle_gearing) article has all the details.
"""

STARS = r"""
## Going out to look

- Wait until it is **really dark**
  - twenty minutes for the eyes
  - *no* white light
    - a red torch is fine
- Begin with something bright

1. Find the Plough.
2. Follow its edge `5` times to the Pole Star.

- [x] warm socks
- [ ] a sky without ~~clouds~~ excuses

| Star | Distance (light-years) | Colour |
|:--|--:|:-:|
| Sirius | 8.6 | white |
| Vega | 25.0 | blue |
| Betelgeuse | 548.0 | red |

## How bright, how far

Apparent magnitude $m$ and absolute magnitude \(M\) differ by the distance $d$ in parsecs:

$$
m - M = 5 \log_{10} \frac{d}{10\,\mathrm{pc}}
$$

Turned around, `parsecs` gives the distance:

```python
def parsecs(apparent: float, absolute: float) -> float:
    return 10 ** ((apparent - absolute + 5) / 5)


stars = {"Sirius": (-1.46, 1.43), "Vega": (0.03, 0.58)}
for name, magnitudes in stars.items():
    print(f"{name:8} {parsecs(*magnitudes):5.1f} pc")
```

A sky of your own, in a few lines:

```js
const stars = Array.from({ length: 5 }, (_, n) => ({ x: (n * 37) % 100, y: (n * 61) % 100 }));
for (const { x, y } of stars) {
  console.log(`a star at ${x}, ${y}`);
}
```

> A star is 星 in Japanese, तारा in Hindi and نجمة in Arabic. ✨

The [list of brightest stars](https://en.wikipedia.org/wiki/List_of_brightest_stars) goes on from here.
"""

BREAD = r"""
## For one loaf

- **Flour**, 500 g
  - strong white, *or*
  - half wholemeal
    - then add `20` g of water
- Water, salt, ~~sugar~~ time

1. Mix and rest.
2. Fold, shape, bake.

- [x] oven hot
- [x] tin greased
- [ ] loaf cooled before cutting

| Step | Minutes | Warmth |
|:--|--:|:-:|
| Rest | 40 | room |
| Rise | 180 | room |
| Bake | 45 | 230 °C |

## Why it rises

Yeast doubles in a time $\tau$, so after \(t\) hours there are

$$
N(t) = N_0 \cdot 2^{t/\tau}, \qquad \sum_{n=0}^{3} 2^n = 15
$$

Bakers count in percent of the flour; `recipe` does it for them:

```python
SHARES = {"flour": 100, "water": 68, "salt": 2, "yeast": 0.6}


def recipe(flour: float) -> dict[str, float]:
    return {name: round(flour * share / 100, 1) for name, share in SHARES.items()}


print(recipe(500))
```

Shown as a list:

```js
const recipe = { flour: 500, water: 340, salt: 10, yeast: 3 };
const lines = Object.entries(recipe).map(([name, grams]) => `${name}: ${grams} g`);
console.log(lines.join("\n"));
```

> Bread is 빵 in Korean, パン in Japanese and לחם in Hebrew. 🍞

More in the article on [baker's percentage](https://en.wikipedia.org/wiki/Baker_percentage).
"""

PAGES = {
    "A page about tea": TEA,
    "A page about gears": GEARS,
    "A page about stars": STARS,
    "A page about bread": BREAD,
}
