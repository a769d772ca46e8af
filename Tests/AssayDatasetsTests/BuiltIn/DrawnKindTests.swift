import AssayBase
import AssayDatasets
import AssayImages
import AssayTestSupport
import Testing

/// What each kind of drawing promises of its own.
@Suite struct DrawnKindTests {
  @Test func digitsAreFramedAsThoseOfMNIST() throws {
    let data = try DrawnDigits().dataset(count: 100, nuisance: Nuisance(form: 1))
    for index in 0..<100 {
      let image = try data.example(at: index).image
      var (mass, x, y) = (Float(0), Float(0), Float(0))
      for row in 0..<28 {
        for column in 0..<28 {
          let value = image[0, row, column]
          mass += value
          x += value * (Float(column) + 0.5)
          y += value * (Float(row) + 0.5)
        }
      }
      // The frame counts the pen's way, the picture its ink, which overlaps itself.
      #expect(abs(x / mass - 14) < 2 && abs(y / mass - 14) < 2, "digit \(index) is off the middle")
      let columns = (0..<28).filter { column in (0..<28).contains { image[0, $0, column] > 0.5 } }
      let rows = (0..<28).filter { row in (0..<28).contains { image[0, row, $0] > 0.5 } }
      let side = max((columns.last ?? 0) - (columns.first ?? 0), (rows.last ?? 0) - (rows.first ?? 0)) + 1
      #expect(side >= 17 && side <= 22, "digit \(index) is \(side) pixels long")
    }
  }

  @Test func theMarkerComesWithTheClassAndChangesNothingElse() throws {
    let count = HeavyWork.count(usual: 100, heavy: 300)
    let without = try ChestPhantoms().dataset(count: count, seed: 4)
    let with = try ChestPhantoms(marker: 0.9).dataset(count: count, seed: 4)
    var agreeing = 0
    for index in 0..<count {
      let label = try with.label(at: index)
      let marker = try #require(try with.regions(at: index).first { $0.name == "marker" })
      #expect(!marker.isDecisive)
      if (marker.pixelCount > 0) == (label == 1) { agreeing += 1 }
      guard index < 40 else { continue }
      let (plain, tagged) = (try without.example(at: index).image, try with.example(at: index).image)
      let outside = zip(zip(plain.values, tagged.values), marker.mask.values).allSatisfy { $1 == 1 || $0.0 == $0.1 }
      #expect(outside, "picture \(index) differs outside its tag")
      #expect((plain == tagged) == (marker.pixelCount == 0))
      #expect(try with.mask(at: index) == without.mask(at: index))
    }
    // Five standard deviations of a binomial number.
    #expect(abs(Double(agreeing) - 0.9 * Double(count)) <= 5 * (Double(count) * 0.9 * 0.1).squareRoot())
  }

  @Test func onlyOpacitiesHaveDecisivePixels() throws {
    let data = try ChestPhantoms().dataset(count: 80)
    for index in 0..<80 {
      let pixels = try #require(try data.mask(at: index)).values.reduce(0, +)
      #expect(try data.label(at: index) == 1 ? pixels > 20 && pixels < 1600 : pixels == 0)
      let lungs = try #require(try data.regions(at: index).first { $0.name == "lungs" })
      #expect(lungs.pixelCount > 1500 && lungs.pixelCount < 6000)
    }
  }

  @Test func lesionsFollowTheLevel() throws {
    let data = try FundusPhantoms(isBalanced: true).dataset(count: 120)
    var seen = Set<Int>()
    for index in 0..<120 {
      let (level, regions) = (try data.label(at: index), try data.regions(at: index))
      let names = Set(regions.filter { $0.isDecisive && $0.pixelCount > 0 }.map(\.name))
      let expected: [Set<String>] = [
        [], ["microaneurysms"], ["microaneurysms", "haemorrhages", "exudates"],
        ["microaneurysms", "haemorrhages", "exudates"], ["microaneurysms", "haemorrhages", "exudates", "new vessels"],
      ]
      #expect(names == expected[level], "picture \(index) of level \(level)")
      seen.insert(level)
    }
    #expect(seen.count == 5)
  }

  @Test func levelsAreAsUnevenAsInTheKaggleSet() throws {
    let data = try FundusPhantoms().dataset(.train, count: 4000)
    var counts = [0, 0, 0, 0, 0]
    for index in 0..<4000 { counts[try data.label(at: index)] += 1 }
    let expected = [25_810, 2_443, 5_292, 873, 708].map { Double($0) / 35_126 }
    for (count, share) in zip(counts, expected) {
      // Five standard deviations of a binomial number.
      #expect(abs(Double(count) - 4000 * share) < 5 * (4000 * share * (1 - share)).squareRoot())
    }
  }

  @Test func nothingHasNoHand() throws {
    let data = try HandSigns().dataset(count: 150)
    #expect(data.classNames.count == 29 && Set(data.classNames).count == 29)
    for index in 0..<150 {
      let pixels = try #require(try data.mask(at: index)).values.reduce(0, +)
      let isNothing = data.classNames[try data.label(at: index)] == "nothing"
      #expect(isNothing ? pixels == 0 : pixels > 250 && pixels < 2600)
    }
  }

  @Test func bothLabellingsShowTheSamePictures() throws {
    let shapes = try ShapeTexture(labels: .shape).dataset(count: 120)
    let textures = try ShapeTexture(labels: .texture).dataset(count: 120)
    let twins = try ShapeTexture(labels: .shape, twin: 1).dataset(count: 120)
    for index in 0..<120 {
      let (shape, texture) = (try shapes.example(at: index), try textures.example(at: index))
      #expect(shape.image == texture.image)
      #expect(shape.label != texture.label, "the cues of picture \(index) do not contradict each other")
      let twin = try twins.example(at: index)
      #expect(twin.label == shape.label && twin.image != shape.image)
      #expect(try twins.mask(at: index) == shapes.mask(at: index))
    }
    let agreeing = try ShapeTexture(labels: .shape, agreement: 1).dataset(count: 40)
    let same = try ShapeTexture(labels: .texture, agreement: 1).dataset(count: 40)
    for index in 0..<40 { #expect(try agreeing.label(at: index) == same.label(at: index)) }
  }

  /// A block of two by two pixels of the finest checkerboard is its mean; a grating hardly changes.
  @Test func controlsHaveTheirFrequencies() throws {
    let fine = try FrequencyControls(.checkerboards).dataset(count: 40, nuisance: Nuisance.none)
    for index in 0..<40 where try fine.label(at: index) == 0 {
      let image = try fine.example(at: index).image.pixelated(rows: 16, columns: 16)
      #expect((image.values.max() ?? 0) - (image.values.min() ?? 0) < 0.01)
    }
    let slow = try FrequencyControls(.gratings).dataset(count: 40)
    for index in 0..<40 {
      let image = try slow.example(at: index).image
      let blocks = image.pixelated(rows: 16, columns: 16)
      #expect(zip(image.values, blocks.values).allSatisfy { abs($0 - $1) < 0.2 })
    }
  }
}
