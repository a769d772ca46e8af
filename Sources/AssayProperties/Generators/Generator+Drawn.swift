import AssayBase
import AssayCheck
import AssayDatasets

extension Generator where Value == DrawnExample {
  /// Pictures that are drawn, with nuisance of a range, shrinking to the clean prototype of the first class.
  ///
  ///     try await forAll(.drawn(ShapeTexture(agreement: 1), nuisance: 0...0.5)) { drawn in
  ///       try #expect(model.label(of: drawn.image) == drawn.label)
  ///     }
  ///
  /// A case is a class, a seed and an amount for each kind of nuisance (see ``Nuisance``). Each amount, one of a
  /// hundred steps, shrinks by itself towards the lower bound, so that what is left is what the failure needs:
  /// "drawn-digits 3, seed 0, pose 0.41" says that a turned 3 is enough.
  ///
  /// Throws ``AssayError`` when drawn from if the range leaves 0...1.
  public static func drawn(
    _ pictures: some DrawnPictures, nuisance: ClosedRange<Double> = 0...1
  ) -> Generator<DrawnExample> {
    Generator { source in
      let label = try source.index(below: pictures.classNames.count)
      let seed = try source.integer(in: 0...65_535, spread: .even)
      var amounts = Nuisance()
      for (_, amount) in Nuisance.kinds {
        // Hundredths of the range, since a number would shrink to a round one and not to a small one.
        let share = Double(try source.integer(in: 0...100)) / 100
        amounts[keyPath: amount] = nuisance.lowerBound + (nuisance.upperBound - nuisance.lowerBound) * share
      }
      return try DrawnExample(pictures, label: label, seed: seed, nuisance: amounts)
    }
  }

  /// Drawn digits of 28 × 28 pixels; see ``Generator/drawn(_:nuisance:)``.
  public static func drawnDigit(nuisance: ClosedRange<Double> = 0...1) -> Generator<DrawnExample> {
    drawn(DrawnDigits(), nuisance: nuisance)
  }
}
