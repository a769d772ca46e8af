import AssayBase
import AssayCheck
import AssayDatasets
import AssayImages
import AssayPerturbations

extension Generator where Value == Perturbation {
  /// Changes within a ball, for images of any size or of the size given.
  ///
  ///     try await forAll(.example(of: digits), .perturbation(in: .linf(8 / 255))) { example, perturbation in
  ///       try #expect(model.label(of: perturbation.applied(to: example.image)) == example.label)
  ///     }
  ///
  /// The direction is of one of four patterns, equally likely: all values of a channel the same way, random signs,
  /// uniform noise, slowly changing noise. Half of the changes touch every pixel, the others a share of ½, ¼ … 1/1024.
  /// Half reach as far as the ball does, the others a share of it from 1/9 to 8/9. (A uniform draw from the ball would be
  /// none of this: in many dimensions it is all noise at the boundary.) Changes are whole steps of 1/255; where ℓ2 and ℓ1
  /// leave less than a step a value, a random share of the values moves by one.
  ///
  /// Shrinks to the fewest changes and then the smallest, on a grid of 16×16 cells and 16×16 places in each unless `size`
  /// says what pixels there are. Throws ``AssayError`` when drawn from if the ball is smaller than a step of the grid.
  public static func perturbation(in ball: PerturbationBall, size: ImageSize? = nil) -> Generator<Perturbation> {
    Generator(describing: { value in size.map(value.text) ?? value.description }) { source in
      try ball.validateForGrid()
      return try source.part("perturbation") { source in
        // First, so that no change takes the fewest choices: nothing else is drawn then.
        let mask = try CellMask(for: size.map { ($0.height, $0.width) }, filling: .full, from: &source)
        guard !mask.isEmpty else {
          return Perturbation(ball: ball, pattern: .common, seed: 0, sparsity: 0, share: 1, mask: mask)
        }
        let patterns = Perturbation.Pattern.allCases
        let pattern = patterns[try source.index(below: patterns.count)]
        let sparsity = try source.boolean() ? source.integer(in: 1...10, spread: .even) : 0
        // The lower half are shares of the radius, the upper half the whole of it.
        let reach = try source.integer(in: 0...15, spread: .even)
        return Perturbation(
          ball: ball, pattern: pattern, seed: try source.integer(in: 0...65_535, spread: .even), sparsity: sparsity,
          share: reach < 8 ? Double(reach + 1) / 9 : 1, mask: mask)
      }
    }
  }
}

extension Generator where Value == Image {
  /// The image with a change of the ball: always in the ball and in the box; see ``Generator/perturbation(in:size:)``.
  ///
  /// Shrinks to the fewest changed pixels and the smallest changes.
  public static func perturbed(_ image: Image, within ball: PerturbationBall) -> Generator<Image> {
    Generator(
      describing: { changed in
        "\(image.size) image changed by " + ((try? ball.text(ofChangeFrom: image, to: changed)) ?? "something")
      },
      { source in try Generator<Perturbation>.perturbation(in: ball, size: image.size).draw(&source).applied(to: image)
      })
  }
}

extension Generator where Value == Example {
  /// The example with its image changed within a ball; see ``Generator/perturbation(in:size:)``.
  ///
  ///     try await forAll(.perturbed(digits.example(at: 3), within: .l2(0.5))) { example in … }
  ///
  /// Label and index stay. Shrinks to the fewest changed pixels and the smallest changes.
  public static func perturbed(_ example: Example, within ball: PerturbationBall) -> Generator<Example> {
    Generator(
      describing: { Self.text(of: $0, from: example, within: ball, name: "example ") },
      { source in try Self.perturbing(example, within: ball, from: &source) })
  }

  /// Examples of a data set with their images changed within a ball, shrinking to the first example and least changes.
  ///
  ///     try await forAll(.example(of: digits, perturbedWithin: .linf(2 / 255))) { example in
  ///       try #expect(robust.label(of: example.image) == robust.label(of: digits.example(at: example.index).image))
  ///     }
  public static func example(of data: Dataset, perturbedWithin ball: PerturbationBall) -> Generator<Example> {
    Generator(
      describing: { value in
        guard let clean = try? data.example(at: value.index) else { return "example #\(value.index)" }
        return Self.text(of: value, from: clean, within: ball, name: "\(data.name) ")
      },
      { source in
        let example = try data.example(at: source.index(below: data.count))
        return try Self.perturbing(example, within: ball, from: &source)
      })
  }

  private static func perturbing(
    _ example: Example, within ball: PerturbationBall, from source: inout ChoiceSource
  ) throws -> Example {
    let change = try Generator<Perturbation>.perturbation(in: ball, size: example.image.size).draw(&source)
    return Example(
      image: change.applied(to: example.image), label: example.label, index: example.index,
      sourceRow: example.sourceRow)
  }

  private static func text(
    of value: Example, from clean: Example, within ball: PerturbationBall, name: String
  ) -> String {
    let change = (try? ball.text(ofChangeFrom: clean.image, to: value.image)) ?? "something"
    return "\(name)#\(value.index), label \(value.label), changed by \(change)"
  }
}
