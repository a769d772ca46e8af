import AssayBase
import AssayImages
import AssayTensor
import Testing

@Suite struct TransformTests {
  private let keys = (0..<6).map { RandomKey(seed: 11).derived($0) }

  @Test(arguments: TransformCase.all)
  func anImageDoesNotDependOnItsBatch(_ it: TransformCase) throws {
    let batch = Pictures.batch(6, 3, 12, 14)
    let together = try ComputeContext.with(threads: 3) { try it.transform.applied(to: batch, keys: keys) }
    let reversed = try it.transform.applied(to: batch.rows([5, 4, 3, 2, 1, 0]), keys: keys.reversed())
    #expect(haveSameBits(reversed.rows([5, 4, 3, 2, 1, 0]), together))
    for (row, key) in keys.enumerated() {
      let alone = try ComputeContext.with(threads: 1) { try it.transform.applied(to: batch.rows([row]), key: key) }
      #expect(haveSameBits(alone, together.rows([row])))
    }
  }

  @Test(arguments: TransformCase.all)
  func everyInstructionSetGivesTheSameBits(_ it: TransformCase) throws {
    let batch = Pictures.batch(2, 3, 12, 14)
    let keys = Array(keys[..<2])
    let results = try InstructionSet.allCases.map { isa in
      try ComputeContext.with(instructionSet: isa) { try it.transform.applied(to: batch, keys: keys) }
    }
    for result in results { #expect(haveSameBits(result, results[0])) }
  }

  @Test(arguments: TransformCase.all)
  func imagesAreWhatTheirTensorsAre(_ it: TransformCase) throws {
    for (channels, key) in zip([1, 3, 3], keys) {
      let image = try Pictures.noise(channels, 12, 14, seed: UInt64(channels))
      let change = try it.transform.drawn(for: image.size, key: key)
      let result = try change.applied(to: image)
      #expect(result.size == change.resultSize)
      #expect(result == Image(clamping: try change.applied(to: image.tensor)))
      #expect(result == (try it.transform.applied(to: image, key: key)))
      let onGrid = try change.applied(to: image.quantized())
      #expect(onGrid.isOnByteGrid && !image.isOnByteGrid)
      if change.isIdentity { #expect(result == image) }
    }
  }

  @Test(arguments: TransformCase.all.filter(\.movesOnly))
  func movedPixelsKeepTheirValues(_ it: TransformCase) throws {
    let image = try Pictures.noise(1, 12, 14)
    let known = Set(image.values).union([0])
    for key in keys { #expect(try it.transform.applied(to: image, key: key).values.allSatisfy(known.contains)) }
  }

  @Test(arguments: TransformCase.all)
  func masksMoveAlong(_ it: TransformCase) throws {
    let values: [Float] = (0..<168).map { Float($0 * $0 % 5) / 5 }
    let mask = try Image(size: ImageSize(channels: 1, height: 12, width: 14), values: values)
    for key in keys {
      let (image, moved) = try it.transform.applied(to: mask, mask: mask, key: key)
      #expect(moved.size == image.size && moved.values.allSatisfy(Set(values).contains))
      // Of erased pixels a mask still knows what they were.
      if it.movesOnly && !it.transform.description.hasPrefix("eras") { #expect(moved == image) }
    }
  }

  /// Along random directions, against central differences; kinks and steps of nearest pixels are met by nobody here.
  @Test(arguments: TransformCase.all.filter(\.isSmooth))
  func gradientsAreDerivatives(_ it: TransformCase) throws {
    let batch = Pictures.batch(2, 3, 12, 14, seed: 5) * 0.5 + 0.25
    let keys = Array(keys[..<2])
    let (value, pullback) = try valueWithPullback(at: [batch]) { try it.transform.applied(to: $0[0], keys: keys) }
    let upstream = Tensor.uniform(-1, 1, shape: value.shape, key: RandomKey(seed: 3))
    let gradient = pullback(upstream)[0]
    let direction = Tensor.uniform(-1, 1, shape: batch.shape, key: RandomKey(seed: 4))
    func dot(_ x: Tensor, _ y: Tensor) -> Double {
      zip(x.elements, y.elements).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    func projection(_ step: Float) throws -> Double {
      dot(try it.transform.applied(to: batch + direction * step, keys: keys), upstream)
    }
    let step: Float = 1 / 1024
    let slope = (try projection(step) - projection(-step)) / Double(2 * step)
    let length = max(1, dot(gradient, gradient).squareRoot())
    // Hue and saturation have kinks where channels are equal, which some pixels are near to.
    #expect(abs(dot(gradient, direction) - slope) / length < 0.02)
  }

  @Test func gradientsPassWhatHasNone() throws {
    let batch = Pictures.batch(2, 1, 8, 8)
    let (value, pullback) = try valueWithPullback(at: [batch]) {
      try ImageTransform.equalize.applied(to: $0[0], key: keys[0])
    }
    #expect(haveSameBits(value.rows([1]), Image(clamping: batch.rows([1])).equalized().tensor))
    #expect(haveSameBits(pullback(batch)[0], batch))
  }

  @Test func compositionsFollowTheirLaws() throws {
    let image = try Pictures.noise(3, 12, 14).quantized()
    let flip = ImageTransform.horizontalFlip(probability: 1)
    #expect(try flip.then(flip).applied(to: image, key: keys[0]) == image)
    #expect(try flip.then(.identity).applied(to: image, key: keys[0]) == image.flippedHorizontally())
    #expect(try flip.sometimes(0).applied(to: image, key: keys[0]) == image)
    #expect(try ImageTransform.all([]).applied(to: image, key: keys[0]) == image)
    let both: ImageTransform = .resize(height: 6, width: 7).then(.verticalFlip(probability: 1))
    #expect(
      try both.applied(to: image, key: keys[0]) == image.resized(height: 6, width: 7).quantized().flippedVertically())
    let (a, b, c) = (ImageTransform.rotation(-20...20), ImageTransform.shift(-3...3), ImageTransform.gamma(0.5...2))
    for key in keys {
      let left = try a.then(b).then(c).drawn(for: image.size, key: key)
      let right = try a.then(b.then(c)).drawn(for: image.size, key: key)
      #expect(left.description == right.description)
      #expect(try left.applied(to: image) == right.applied(to: image))
    }
    let chosen = try (0..<200).map {
      try ImageTransform.oneOf([.identity, flip, .grayscale]).drawn(
        for: image.size, key: RandomKey(seed: 1).derived($0)
      )
      .description
    }
    #expect(Set(chosen) == ["no change", "horizontal flip", "grayscale"])
    let flips = try (0..<1000).count {
      try !ImageTransform.horizontalFlip().drawn(for: image.size, key: RandomKey(seed: 2).derived($0)).isIdentity
    }
    #expect((400...600).contains(flips))
  }

  @Test func drawsAreTold() throws {
    let size = ImageSize(channels: 3, height: 12, width: 14)
    let transform = ImageTransform.rotation(5...5).then(.brightness(1.1...1.1)).then(.shift(2...2))
    #expect(transform.description == "rotation 5.0° to 5.0°, brightness 1.1 to 1.1, shift by 2 to 2 pixels")
    #expect(
      try transform.drawn(for: size, key: keys[0]).description == "rotation 5.0°, brightness 1.1, shift 2 down, 2 right"
    )
    #expect(try ImageTransform.identity.drawn(for: size, key: keys[0]).description == "no change")
  }

  @Test func whatDoesNotFitIsRefused() throws {
    func fault(_ body: () throws -> Void) -> AssayError.Kind? {
      do { try body() } catch { return (error as? AssayError)?.kind }
      return nil
    }
    let image = try Pictures.noise(2, 6, 6)
    #expect(fault { _ = try ImageTransform.hue(0.1...0.2).applied(to: image, key: keys[0]) } == .shapeMismatch)
    #expect(fault { _ = try ImageTransform.grayscale.applied(to: image, key: keys[0]) } == .shapeMismatch)
    #expect(
      fault { _ = try ImageTransform.randomCrop(height: 7, width: 6).applied(to: image, key: keys[0]) }
        == .invalidArgument)
    #expect(fault { _ = try ImageTransform.identity.applied(to: image.tensor, keys: []) } == .shapeMismatch)
    let sizes = ImageTransform.centerCrop(height: 3, width: 3).sometimes(0.5)
    #expect(
      fault { _ = try sizes.applied(to: Pictures.batch(40, 1, 6, 6), keys: (0..<40).map { keys[0].derived($0) }) }
        == .shapeMismatch)
    let change = try ImageTransform.shift(1...1).drawn(for: ImageSize(channels: 1, height: 6, width: 6), key: keys[0])
    #expect(fault { _ = try change.applied(to: image) } == .shapeMismatch)
    #expect(fault { _ = try change.applied(toMask: Pictures.noise(1, 5, 6)) } == .shapeMismatch)
  }
}
