// Beside the parameter pack there are overloads of fixed arity: with a pack alone, a literal range such as `0...0.1`
// does not take the type of its generator.

extension Generator {
  /// The values of several generators together, as a tuple.
  ///
  /// Each is one part for the shrinker, so parts of equal generators shrink into ascending order where they may.
  public static func zip<each Part: Sendable>(
    _ parts: repeat Generator<each Part>
  ) -> Generator<(repeat each Part)> where Value == (repeat each Part) {
    Generator<(repeat each Part)> { source in
      (repeat try source.part("part", (each parts).draw))
    }
  }

  /// The values of two generators together, as a pair.
  public static func zip<First: Sendable, Second: Sendable>(
    _ first: Generator<First>, _ second: Generator<Second>
  ) -> Generator<(First, Second)> where Value == (First, Second) {
    Generator<(First, Second)> { source in
      (try source.part("part", first.draw), try source.part("part", second.draw))
    }
  }

  /// The values of three generators together, as a triple.
  public static func zip<First: Sendable, Second: Sendable, Third: Sendable>(
    _ first: Generator<First>, _ second: Generator<Second>, _ third: Generator<Third>
  ) -> Generator<(First, Second, Third)> where Value == (First, Second, Third) {
    Generator<(First, Second, Third)> { source in
      (
        try source.part("part", first.draw), try source.part("part", second.draw), try source.part("part", third.draw)
      )
    }
  }

  /// The values of four generators together, as a tuple.
  public static func zip<First: Sendable, Second: Sendable, Third: Sendable, Fourth: Sendable>(
    _ first: Generator<First>, _ second: Generator<Second>, _ third: Generator<Third>, _ fourth: Generator<Fourth>
  ) -> Generator<(First, Second, Third, Fourth)> where Value == (First, Second, Third, Fourth) {
    Generator<(First, Second, Third, Fourth)> { source in
      (
        try source.part("part", first.draw), try source.part("part", second.draw), try source.part("part", third.draw),
        try source.part("part", fourth.draw)
      )
    }
  }
}
