import AssayBase
import AssayDatasets
import AssayImages
import Testing

/// What all drawn sets must keep: the same bits everywhere, pixels on the grid, masks that fit, prototypes without
/// nuisance.
@Suite struct DrawnSetTests {
  /// The sets, each with the fingerprint of its first pictures, the same in debug and release and on every machine.
  static let sets: [(name: String, checksum: String)] = [
    ("drawn-digits", "44c0a0e784efb7c6"), ("chest-phantoms:marker=0.9", "109733f6f2c83f08"),
    ("fundus-phantoms:balanced=true", "17266ed804d7506d"),
    ("hand-signs", "02ec86b9ccf7ca08"), ("shape-texture", "b02f4242c2364492"),
    ("shape-texture:labels=texture,agreement=0.5,twin=2", "64a9b00d24d54e2c"),
    ("low-frequency", "31283aa10d3dc5bd"), ("checkerboards", "cc452ce0af1c0890"),
    ("drawn-digits:nuisance=1,seed=7,part=train", "f56b83063529506b"),
  ]

  private static func open(_ name: String, count: Int) throws -> Dataset {
    try DatasetSource(parsing: name + (name.contains(":") ? "," : ":") + "count=\(count)").open()
  }

  @Test(arguments: sets.indices) func picturesAreTheSameBitsEverywhere(_ set: Int) throws {
    let (name, checksum) = Self.sets[set]
    let data = try Self.open(name, count: 100)
    var fingerprint = Fingerprint()
    for index in 0..<100 {
      let example = try data.example(at: index)
      fingerprint.combine(example.label)
      fingerprint.combine(try ByteImage(example.image).bytes)
      for region in try data.regions(at: index) {
        fingerprint.combine(region.name)
        fingerprint.combine(region.pixelCount)
      }
    }
    #expect(fingerprint.text == checksum, "\(name)")
  }

  @Test(arguments: sets.indices) func examplesKeepTheirPromises(_ set: Int) throws {
    let data = try Self.open(Self.sets[set].name, count: 24)
    let longer = try Self.open(Self.sets[set].name, count: 90)
    for index in stride(from: 23, through: 0, by: -3) {
      let example = try data.example(at: index)
      #expect(example.image.isOnByteGrid && example.image.size == data.imageSize)
      #expect(try data.label(at: index) == example.label && longer.example(at: index) == example)
      let least = example.image.values.min() ?? 0
      #expect(least < example.image.values.max() ?? 0, "picture \(index) is constant")
      for region in try data.regions(at: index) {
        #expect(region.mask.values.allSatisfy { $0 == 0 || $0 == 1 })
      }
      if let mask = try data.mask(at: index) {
        let decisive = try data.regions(at: index).filter(\.isDecisive)
        for region in decisive { #expect(zip(region.mask.values, mask.values).allSatisfy { $0 <= $1 }) }
        #expect(mask.values.reduce(0, +) <= Float(decisive.map(\.pixelCount).reduce(0, +)))
      }
    }
  }

  @Test func partsAndSeedsAreDifferentPictures() throws {
    var seen: Set<[Float]> = []
    for part in DataPart.allCases {
      for seed in [UInt64(0), 1] {
        let data = try DrawnDigits().dataset(part, count: 8, seed: seed)
        for index in 0..<8 { seen.insert(try data.example(at: index).image.values) }
      }
    }
    #expect(seen.count == 3 * 2 * 8)
  }

  @Test func withoutNuisanceThereIsThePrototype() throws {
    for kind in [DrawnDigits() as any DrawnPictures, HandSigns(), try ChestPhantoms(), try ShapeTexture(agreement: 1)] {
      let data = try kind.dataset(count: 60, nuisance: Nuisance.none)
      var prototypes: [Int: Image] = [:]
      for index in 0..<60 {
        let example = try data.example(at: index)
        // Lungs, walls and textures keep the randomness that is part of what they are.
        guard kind.name == "drawn-digits" else { continue }
        if let known = prototypes.updateValue(example.image, forKey: example.label) { #expect(known == example.image) }
      }
      #expect(kind.name != "drawn-digits" || prototypes.count == 10)
    }
  }

  /// A little more nuisance changes a picture by little: what a shrinking search needs.
  @Test func nuisanceIsContinuous() throws {
    for amount in [\Nuisance.pose, \.contrast, \.noise, \.occlusion] {
      for label in 0..<10 {
        let images = try [0.0, 0.02, 1].map { value in
          var nuisance = Nuisance.none
          nuisance[keyPath: amount] = value
          return try DrawnExample(DrawnDigits(), label: label, seed: 5, nuisance: nuisance).image
        }
        let (near, far) = (difference(images[0], images[1]), difference(images[0], images[2]))
        #expect(near < 0.03 && near < far, "\(amount) of \(label): \(near), \(far)")
      }
    }
  }

  private func difference(_ a: Image, _ b: Image) -> Float {
    zip(a.values, b.values).map { abs($0 - $1) }.reduce(0, +) / Float(a.values.count)
  }

  @Test func wrongSettingsAreRefused() throws {
    for (text, word) in [
      ("drawn-digits:count=0", "positive count"), ("drawn-digits:count=x", "whole number"),
      ("drawn-digits:pose=2", "nuisance"), ("drawn-digits:part=final", "train, validation, test"),
      ("drawn-digits:marker=1", "no such setting"), ("chest-phantoms:marker=1.5", "share"),
      ("shape-texture:twin=9", "twin"), ("shape-texture:labels=colour", "shape, texture"),
    ] {
      let error = try #require(throws: AssayError.self, "\(text)") { try DatasetSource(parsing: text).open() }
      #expect("\(error)".contains(word), "\(error)")
    }
    #expect(throws: AssayError.self) { try DrawnExample(DrawnDigits(), label: 10, seed: 0, nuisance: .none) }
    #expect(throws: AssayError.self) { try DrawnDigits().dataset(nuisance: Nuisance(noise: .nan)) }
  }
}
