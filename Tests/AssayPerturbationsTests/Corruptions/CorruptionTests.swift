import AssayBase
import AssayImages
import AssayPerturbations
import Testing

@Suite struct CorruptionTests {
  static let sizes = [
    ImageSize(channels: 1, height: 1, width: 1), ImageSize(channels: 1, height: 8, width: 8),
    ImageSize(channels: 3, height: 7, width: 30), ImageSize(channels: 2, height: 5, width: 3),
    ImageSize(channels: 3, height: 66, width: 64),
  ]

  private func image(_ size: ImageSize, seed: UInt64 = 1, onGrid: Bool = true) throws -> Image {
    var stream = RandomStream(RandomKey(seed: seed))
    let image = try Image(size: size, values: (0..<size.count).map { _ in stream.uniform(0, 1) })
    return onGrid ? image.quantized() : image
  }

  private func grey(_ value: Float, _ size: ImageSize) throws -> Image {
    try Image(size: size, values: Array(repeating: value, count: size.count))
  }

  @Test(arguments: CorruptionKind.all)
  func corruptionsKeepSizeBoxAndGridAndRepeat(kind: CorruptionKind) throws {
    for size in Self.sizes {
      for isOnGrid in [true, false] {
        let clean = try image(size, onGrid: isOnGrid)
        #expect(try Corruption(kind, severity: 0).applied(to: clean) == clean)
        for severity in kind.severities {
          let corruption = Corruption(kind, severity: severity)
          let corrupted = try corruption.applied(to: clean)
          #expect(corrupted.size == size && corrupted.values.allSatisfy { $0 >= 0 && $0 <= 1 })
          #expect(!isOnGrid || corrupted.isOnByteGrid)
          #expect(try corruption.applied(to: clean) == corrupted)
        }
      }
    }
    let clean = try image(ImageSize(channels: 3, height: 32, width: 32))
    for severity in [kind.severities.lowerBound - 2, kind.severities.upperBound + 1] {
      #expect(throws: AssayError.self) { try Corruption(kind, severity: severity).applied(to: clean) }
    }
  }

  @Test(arguments: CorruptionKind.all.filter { $0 != .patchShuffle && $0 != .motionBlur })
  func higherSeveritiesChangeMore(kind: CorruptionKind) throws {
    // Smooth, so that blurs have something to lose and noise is seen.
    for size in [ImageSize(channels: 1, height: 32, width: 32), ImageSize(channels: 3, height: 96, width: 96)] {
      let clean = try image(size).gaussianBlurred(sigma: 0.5).contrast(1.5).quantized()
      let changes = try kind.severities.map { severity in
        try Corruption(kind, severity: severity).applied(to: clean).l2Distance(to: clean)
      }
      #expect(
        changes[0] > 0 && zip(changes, changes.dropFirst()).allSatisfy { $0 < $1 }, "\(kind) at \(size): \(changes)")
    }
  }

  @Test func noiseBelongsToTheImageAndTheSeed() throws {
    let size = ImageSize(channels: 1, height: 16, width: 16)
    let (first, second) = (try grey(0.5, size), try grey(0.25, size))
    for kind in [CorruptionKind.gaussianNoise, .impulseNoise, .shotNoise] {
      let noisy = try Corruption(kind, severity: 3).applied(to: first)
      let other = try Corruption(kind, severity: 3, seed: 1).applied(to: first)
      #expect(noisy != other)
      let key = RandomKey(seed: 5)
      #expect(try Corruption(kind, severity: 3).applied(to: first, key: key) != noisy)
      let change = zip(noisy.values, first.values).map { $0 - $1 }
      let otherChange = zip(try Corruption(kind, severity: 3).applied(to: second).values, second.values).map { $0 - $1 }
      #expect(change != otherChange)
    }
  }

  /// Mean and deviation of each noise on a flat grey image, against their formulas.
  @Test func noiseHasItsMoments() throws {
    let size = ImageSize(channels: 1, height: 60, width: 60)
    let value: Float = 0.5
    // The standard deviation of severity 3 on a small image.
    let expected: [(CorruptionKind, Double)] = [
      (.gaussianNoise, 0.08), (.speckleNoise, 0.06), (.shotNoise, (0.5 / 100).squareRoot()),
      (.impulseNoise, (0.03 * 0.25).squareRoot()),
    ]
    for (kind, deviation) in expected {
      let values = try Corruption(kind, severity: 3).applied(to: grey(value, size), key: RandomKey(seed: 8)).values
      let mean = values.reduce(0.0) { $0 + Double($1) } / Double(values.count)
      let variance = values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(values.count)
      // Five standard errors of 3,600 values.
      #expect(abs(mean - Double(value)) < 5 * deviation / 60, "\(kind): mean \(mean)")
      #expect(abs(variance.squareRoot() / deviation - 1) < 0.15, "\(kind): deviation \(variance.squareRoot())")
    }
    let dark = try Corruption(.shotNoise, severity: 5).applied(to: grey(0, size))
    #expect(dark.values.allSatisfy { $0 == 0 })
  }

  @Test func deterministicKindsFollowTheirFormulas() throws {
    let size = ImageSize(channels: 1, height: 1, width: 4)
    let line = try Image(size: size, values: [0, 0.25, 0.5, 1])
    func values(_ kind: CorruptionKind, _ severity: Int) throws -> [Float] {
      try Corruption(kind, severity: severity).applied(to: line).values
    }
    // The image is not on the 8-bit grid, so nothing is rounded.
    func isNear(_ found: [Float], _ expected: [Float]) -> Bool {
      zip(found, expected).allSatisfy { abs($0 - $1) < 1e-6 }
    }
    #expect(try isNear(values(.brightness, 2), [0.1, 0.35, 0.6, 1]))
    #expect(try isNear(values(.contrast, 2), [0.21875, 0.34375, 0.46875, 0.71875]))
    // 1.5 stops are a factor of √8.
    let gain = Float(8).squareRoot()
    #expect(try isNear(values(.underexposure, 5), [0, 0.25 / gain, 0.5 / gain, 1 / gain]))
    #expect(try isNear(values(.overexposure, 5), [0, 0.25 * gain, 1, 1]))
    // p = 4: a square root of the distance from grey.
    let root = Float(0.5).squareRoot() / 2
    #expect(try isNear(values(.saturation, 1), [0, 0.5 - root, 0.5, 1]))
    let colour = try Image(size: ImageSize(channels: 3, height: 1, width: 1), values: [0.5, 0.25, 0])
    #expect(try isNear(Corruption(.brightness, severity: 2).applied(to: colour).values, [0.6, 0.3, 0]))
    let shuffled = try Corruption(.patchShuffle, severity: 3).applied(to: image(Self.sizes[1]))
    #expect(try shuffled.values.sorted() == image(Self.sizes[1]).values.sorted())
    let leak = try Corruption(.lightLeakage, severity: 3).applied(
      to: grey(0, ImageSize(channels: 1, height: 9, width: 9)))
    #expect(abs((leak.values.max() ?? 0) - 0.45) < 0.02 && (leak.values.min() ?? 1) < 0.05)
  }

  @Test func namesAreUniqueAndRead() throws {
    #expect(Set(CorruptionKind.all.map(\.name)).count == CorruptionKind.all.count)
    for kind in CorruptionKind.all {
      #expect(try Corruption(parsing: "\(kind):2") == Corruption(kind, severity: 2))
      #expect(throws: AssayError.self) { try Corruption(parsing: "\(kind):6") }
    }
    for text in ["", "fog", "motion-blur", "motion-blur:x", "motion-blur:1:2", ":3"] {
      #expect(throws: AssayError.self) { try Corruption(parsing: text) }
    }
    #expect(Corruption(.pixelate, severity: 2, seed: 4).description == "pixelate:2 (seed 4)")
  }
}
