import AssayBase
import AssayFixtures
import AssayImages
import AssayNetworks
import AssayPerturbations
import AssayProperties
import Foundation
import Testing

@Suite struct HardnessRankingTests {
  private let key = RandomKey(seed: 9)

  /// On a linear model the distance to the boundary is known: the ranking is that of the margins.
  @Test func linearModelsAreRankedByTheirMargins() throws {
    let tiny = try TinyLinear(seed: 3, images: 40)
    let ranking = try HardnessRanking(of: tiny.data, by: .deepFool(), on: tiny.network, key: key)
    let weights = try #require(tiny.network.parameters["fc.weight"]).elements
    let difference = (0..<9).map { Double(weights[$0]) - Double(weights[9 + $0]) }
    let length = difference.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let (images, labels) = try tiny.data.batch(at: Array(0..<40))
    let logits = try tiny.network.logits(for: images)
    for entry in ranking.entries {
      let row = logits.row(entry.index)
      let margin = Double((row[0] - row[1]).magnitude) / length
      // The sides of the box can only make the way longer.
      #expect(entry.label == labels[entry.index])
      if let distance = entry.distance { #expect(distance > margin * 0.99, "\(entry), \(margin)") }
    }
    #expect(ranking.entries.map(\.index).sorted() == Array(0..<40))
    let distances = ranking.entries.map { $0.distance ?? .infinity }
    #expect(distances == distances.sorted())
  }

  @Test func wrongOnesComeFirstAndSheetAndFileAgree() throws {
    let (model, data) = (try FixtureModel.digitsStandard, try Digits.test.prefix(90))
    let ranking = try HardnessRanking(of: data, by: .pgd(.linf(0.15), steps: 8), on: model, key: key)
    let wrong = try (0..<90).filter { try model.label(of: data.example(at: $0).image) != data.label(at: $0) }
    #expect(Array(ranking.entries.prefix(wrong.count).map(\.index)) == wrong)
    #expect(ranking.entries.prefix(wrong.count).allSatisfy { $0.distance == 0 })
    #expect(ranking.entries.last?.distance == nil)
    let sheet = try ranking.contactSheet(of: data, on: model, count: 4)
    #expect(sheet.width > 400 && sheet.height > 300 && sheet.channels == 3)
    #expect(try ranking.contactSheet(of: data, on: model, count: 4) == sheet)
    #expect(try ranking.contactSheet(of: data, on: model, count: 8).width > sheet.width)
    let json = try JSONValue(parsing: ranking.json.serialised(pretty: true))
    let images = try #require(json["images"]?.array)
    #expect(images.compactMap { $0["index"]?.int } == ranking.entries.map(\.index))
    #expect(images.map { $0["distance"]?.double } == ranking.entries.map(\.distance))
  }

  @Test func aSheetOfOneExampleShowsIt() throws {
    let (model, data) = (try FixtureModel.digitsStandard, try Digits.test.prefix(1))
    let ranking = try HardnessRanking(of: data, by: .deepFool(), on: model, key: key)
    let sheet = try ranking.contactSheet(of: data, on: model)
    #expect(Set(sheet.bytes).count > 4)
    #expect(throws: AssayError.self) {
      try HardnessRanking(of: data, by: .deepFool(steps: 0), on: model, key: key)
    }
  }
}
