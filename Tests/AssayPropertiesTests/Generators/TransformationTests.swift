import AssayBase
import AssayCheck
import AssayFixtures
import AssayImages
import AssayPerturbations
import AssayProperties
import Testing

@Suite struct TransformationTests {
  @Test func partsStayInTheirRanges() throws {
    let generator = Generator<Transformation>.transformation(
      rotation: -15...15, shift: -2...2, scale: 0.8...1.25, brightness: -0.1...0.2)
    let values = try Draws.values(generator, 3_000)
    #expect(values.allSatisfy { (-15...15).contains($0.rotation) && (0.8...1.25).contains($0.scale) })
    #expect(values.allSatisfy { (-0.1...0.2).contains($0.brightness) })
    #expect(Set(values.map(\.rows)) == Set(-2...2) && Set(values.map(\.columns)) == Set(-2...2))
    #expect(values.contains { $0.rotation == -15 } && values.contains { $0.scale == 1.25 })
    #expect(values.allSatisfy { $0.description.count < 150 })
    #expect(try Draws.simplest(generator).isIdentity)
    #expect(try Draws.simplest(.rotation(in: 5...10)).rotation == 5)
    #expect(Draws.fault(.scale(in: 0...1))?.kind == .invalidArgument)
  }

  @Test func imagesStayImages() throws {
    let generator = Generator<Transformation>.transformation(
      rotation: -180...180, shift: -9...9, scale: 0.1...10, brightness: -1...1)
    let image = try Digits.test.example(at: 5).image
    for value in try Draws.values(generator, 200) {
      let changed = value.applied(to: image)
      #expect(changed.size == image.size && changed.isOnByteGrid)
    }
    #expect(Transformation().applied(to: image) == image)
    #expect(Transformation(rows: 1).applied(to: image) == image.shifted(rows: 1, columns: 0))
    #expect(Transformation(rotation: 90).applied(to: image) == image.rotated90(-1))
  }

  @Test func transformationsShrinkToTheIdentityPartByPart() async throws {
    let generator = Generator<Transformation>.transformation(
      rotation: -30...30, shift: -3...3, scale: 0.5...2, brightness: -0.5...0.5)
    #expect(try await Draws.minimum(generator) { abs($0.rotation) < 7.3 } == Transformation(rotation: 8))
    #expect(try await Draws.minimum(generator) { $0.columns > -2 } == Transformation(columns: -2))
    #expect(try await Draws.minimum(generator) { $0.scale < 1.33 }?.description == "scale 2.0")
    #expect(try await Draws.minimum(generator) { $0.brightness < 0.25 }?.description == "brightness +0.3")
    #expect(
      Transformation(rotation: 12.5, rows: -1, columns: 2).description == "rotation 12.5°, shift 1 up, shift 2 right")
  }

  @Test func corruptionsShrinkToTheWeakestOfTheFirstKind() async throws {
    let generator = Generator<Corruption>.corruption()
    let values = try Draws.values(generator, 2_000)
    #expect(Set(values.map(\.kind)) == Set(CorruptionKind.all) && Set(values.map(\.severity)) == Set(1...5))
    #expect(values.allSatisfy { $0.kind.severities.contains($0.severity) && $0.description.count < 60 })
    #expect(try await Draws.minimum(generator) { $0.severity < 3 }?.description == "brightness:3")
    #expect(try await Draws.minimum(generator) { $0.kind != .motionBlur }?.description == "motion-blur:1")
    let orNone = Generator<Corruption>.corruption(severity: 0...2, of: [.pixelate, .contrast])
    #expect(try Draws.simplest(orNone).description == "pixelate:0")
    #expect(try Set(Draws.values(orNone, 200).map(\.severity)) == [0, 1, 2])
    #expect(Draws.fault(.corruption(of: []))?.kind == .empty)
    #expect(Draws.fault(.corruption(severity: 4...5, of: [.patchShuffle]))?.kind == .invalidArgument)
    #expect(Draws.fault(.corruption(severity: -1...2))?.kind == .invalidArgument)
  }

  /// Severities are capped where the label survives, which a good classifier of digits must show.
  ///
  /// Shuffled patches are left out: they destroy shape on purpose, and a digit is nothing else.
  @Test(arguments: CorruptionKind.all.filter { $0 != .patchShuffle })
  func labelsSurviveEverySeverity(kind: CorruptionKind) throws {
    let (data, model) = (try Digits.test.prefix(40), try FixtureModel.digitsStandard)
    for severity in kind.severities {
      let correct = try (0..<data.count).count { index in
        let example = try data.example(at: index)
        return try model.label(of: Corruption(kind, severity: severity).applied(to: example.image)) == example.label
      }
      #expect(3 * correct >= 2 * data.count, "\(kind):\(severity) leaves \(correct) of \(data.count)")
    }
  }
}
