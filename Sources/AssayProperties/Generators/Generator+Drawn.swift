import AssayBase
import AssayCheck
import AssayDatasets

extension Generator where Value == Example {
  /// Pictures that are drawn, with nuisance of a range, shrinking to the clean prototype of the first class.
  ///
  ///     try await forAll(.drawn(ShapeTexture(agreement: 1), nuisance: 0...0.5)) { example in
  ///       try #expect(model.label(of: example.image) == example.label)
  ///     }
  ///
  /// A case is a class, a seed and an amount for each kind of nuisance (see ``Nuisance``). Each amount shrinks by itself
  /// towards the lower bound, so that what is left is what the failure needs: "class 3, pose 0.41" says that a turned 3
  /// is enough. The example's index is the seed.
  ///
  /// Throws ``AssayError`` when drawn from if the range leaves 0...1.
  public static func drawn(
    _ pictures: some DrawnPictures, nuisance: ClosedRange<Double> = 0...1
  ) -> Generator<Example> {
    Generator { source in
      let label = try source.index(below: pictures.classNames.count)
      let seed = try source.integer(in: 0...65_535, spread: .even)
      var amounts = Nuisance()
      for (_, amount) in Nuisance.kinds { amounts[keyPath: amount] = try source.double(in: nuisance) }
      try amounts.validate()
      let key = RandomKey(seed: UInt64(seed)).derived("generated")
      return Example(
        image: pictures.drawing(of: label, key: key, nuisance: amounts).image, label: label, index: seed)
    }
  }

  /// Drawn digits of 28 × 28 pixels; see ``Generator/drawn(_:nuisance:)``.
  public static func drawnDigit(nuisance: ClosedRange<Double> = 0...1) -> Generator<Example> {
    drawn(DrawnDigits(), nuisance: nuisance)
  }
}
