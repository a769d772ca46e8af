import AssayBase
import AssayCheck
import AssayDatasets
import AssayFixtures
import AssayImages
import AssayPerturbations
import AssayProperties
import Testing

@Suite struct PerturbationTests {
  static let balls: [PerturbationBall] = [
    .linf(8 / 255), .linf(1 / 255), .linf(0.15), .linf(3), .l2(0.5), .l2(1 / 255), .l2(100), .l1(3), .l1(0.01), .l0(1),
    .l0(7), .l0(10_000),
  ]

  private func image(_ size: ImageSize, seed: UInt64, onGrid: Bool) throws -> Image {
    var stream = RandomStream(RandomKey(seed: seed))
    let image = try Image(size: size, values: (0..<size.count).map { _ in stream.uniform(0, 1) })
    return onGrid ? image.quantized() : image
  }

  @Test(arguments: balls)
  func perturbationsStayInTheBallTheBoxAndTheGrid(ball: PerturbationBall) throws {
    for size in [ImageSize(channels: 1, height: 8, width: 8), ImageSize(channels: 3, height: 11, width: 6)] {
      for isOnGrid in [true, false] {
        let clean = try image(size, seed: 4, onGrid: isOnGrid)
        let generators: [Generator<Image>] = [
          .perturbed(clean, within: ball), Generator.perturbation(in: ball).map { $0.applied(to: clean) },
        ]
        for images in try generators.map({ try Draws.values($0, 100) }) {
          #expect(try images.allSatisfy { try ball.contains($0, around: clean) })
          #expect(images.allSatisfy { $0.values.allSatisfy { $0 >= 0 && $0 <= 1 } && (!isOnGrid || $0.isOnByteGrid) })
          #expect(images.count { $0 != clean } >= 90, "\(ball) hardly changes \(size)")
        }
      }
    }
  }

  @Test func theBallIsUsedToItsBoundary() throws {
    let size = ImageSize(channels: 1, height: 28, width: 28)
    let grey = try Image(size: size, values: Array(repeating: Image.byteLevels[128], count: size.count))
    func share(_ ball: PerturbationBall, _ measure: (Image) throws -> Double) throws -> Double {
      let sizes = try Draws.values(.perturbed(grey, within: ball), 300).map(measure)
      return Double(sizes.count { $0 > 0.9 }) / 300
    }
    #expect(try share(.linf(0.1)) { Double(try $0.linfDistance(to: grey)) / (25.0 / 255) } > 0.4)
    #expect(try share(.l2(2)) { Double(try $0.l2Distance(to: grey)) / 2 } > 0.25)
    #expect(try share(.l1(20)) { Double(try $0.l1Distance(to: grey)) / 20 } > 0.2)
    #expect(try share(.l0(20)) { Double(try $0.changedPixels(from: grey)) / 20 } > 0.2)
    // Sparse and dense changes both occur, and neither direction is preferred.
    let changes = try Draws.values(.perturbed(grey, within: .linf(0.1)), 300)
    let counts = try changes.map { try $0.changedPixels(from: grey) }
    #expect(counts.contains { $0 < 10 } && counts.contains { $0 > 700 })
    let ups = changes.flatMap(\.values).count { $0 > grey.values[0] }
    let downs = changes.flatMap(\.values).count { $0 < grey.values[0] }
    #expect(Double(ups) / Double(ups + downs) > 0.4 && Double(ups) / Double(ups + downs) < 0.6)
  }

  @Test(arguments: [PerturbationBall.linf(0.2), .l2(0.5), .l1(1), .l0(9)])
  func changesShrinkToOneSmallOne(ball: PerturbationBall) async throws {
    let clean = try Digits.test.example(at: 3)
    // Falsified by any change of five steps upwards somewhere.
    let found = try await Draws.minimum(.perturbed(clean, within: ball)) { changed in
      zip(changed.image.values, clean.image.values).allSatisfy { $0 - $1 < 4.5 / 255 }
    }
    let changed = try #require(found)
    #expect(try changed.image.changedPixels(from: clean.image) == 1)
    #expect(try abs(changed.image.linfDistance(to: clean.image) - 5.0 / 255) < 1e-6)
    #expect(changed.label == clean.label && changed.index == clean.index)
  }

  @Test func aPerturbationOfAnySizeShrinksToOnePixel() async throws {
    for size in [ImageSize(channels: 1, height: 28, width: 28), ImageSize(channels: 3, height: 60, width: 90)] {
      let clean = try Image(size: size, values: Array(repeating: 0, count: size.count))
      let found = try await Draws.minimum(Generator.perturbation(in: .linf(8 / 255))) { perturbation in
        perturbation.applied(to: clean).values.allSatisfy { $0 < 2.5 / 255 }
      }
      let changed = try #require(found).applied(to: clean)
      #expect(try changed.changedPixels(from: clean) == 1 && changed.values.max() == Image.byteLevels[3])
    }
  }

  @Test func changesAreDescribedByNormAndNumber() throws {
    func words<Value>(_ generator: Generator<Value>, _ value: Value) -> String { generator.describe?(value) ?? "" }
    let digits = Digits.test
    let size = digits.imageSize
    for ball in Self.balls {
      let texts = try Draws.values(Generator<Example>.example(of: digits, perturbedWithin: ball), 20).map {
        words(.example(of: digits, perturbedWithin: ball), $0)
      }
      #expect(texts.allSatisfy { $0.hasPrefix("digits/test #") && $0.contains("changed by") && $0.count < 120 })
    }
    let example = try digits.example(at: 0)
    let generator = Generator<Example>.perturbed(example, within: .linf(0.1))
    #expect(words(generator, example) == "example #0, label \(example.label), changed by nothing")
    let sized = Generator<Perturbation>.perturbation(in: .l0(3), size: size)
    #expect(try Draws.values(sized, 20).allSatisfy { words(sized, $0).contains("of 64 pixels (ℓ0 3 pixels)") })
    #expect(try Draws.simplest(.perturbation(in: .linf(0.1))).description == "a change of nothing")
  }

  @Test func ballsWithoutAnImageSayWhichHaveOne() throws {
    for ball in [PerturbationBall.linf(0.003), .l2(0), .l1(-1), .l0(0), .linf(.infinity), .l2(.nan)] {
      let advice = try #require(Draws.fault(Generator<Perturbation>.perturbation(in: ball))?.advice)
      #expect(advice.contains("1"))
    }
  }
}
