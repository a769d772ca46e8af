import AssayBase
import AssayExplanations
import AssayNetworks
import AssayStatistics
import AssayTensor
import Testing

/// Ranks, groups and what stands out follow from importance; files keep everything.
@Suite struct PathwayFigureTests {
  /// Pathways of one layer with these importances for the original class, the target class and strengths.
  private func pathways(_ importance: [[Double]], share: Double = 0.25) throws -> Pathways {
    let conditions: [JSONValue] =
      [["kind": "original", "images": 1, "used": [0]], ["kind": "target", "images": 1, "used": [0]]]
      + (2..<importance.count).map {
        ["kind": "attacked", "images": 1, "used": [0], "strength": .number(Double($0 - 1))]
      }
    func rows(_ rows: [[Double]]) -> JSONValue { .array(rows.map { .array($0.map(JSONValue.number)) }) }
    return try Pathways(
      json: [
        "format": "assay-pathways", "version": 1, "model": "drawn", "original": 0, "target": 1, "share": .number(share),
        "conditions": .array(conditions), "unsuccessfulStrengths": [], "details": ["data": "none"], "links": [],
        "layers": [
          [
            "name": "a", "channels": .integer(importance[0].count), "height": 1, "width": 1,
            "importance": rows(importance), "percentile": rows(importance.map { PercentileRanks.of($0) }),
            "vulnerability": .array(importance[0].map { _ in 0 }),
          ]
        ],
      ])
  }

  @Test func mediansAndPercentilesWithTies() {
    #expect(Median.of([3, 1, 2]) == 2 && Median.of([4, 1, 2, 3]) == 2.5 && Median.of([Float]()).isNaN)
    #expect(PercentileRanks.of([5, 1, 5, 9]) == [50, 12.5, 50, 87.5])
    #expect(PercentileRanks.of([2, 2, 2]) == [50, 50, 50] && PercentileRanks.of([7]) == [50])
  }

  @Test func channelsAreGroupedByWhatTheyAreImportantFor() throws {
    // Two of eight channels are important under each condition; what is never active is not.
    let pathways = try pathways([
      [9, 8, 0, 1, 1, 1, 1, 1], [9, 1, 8, 1, 1, 1, 1, 1], [9, 1, 1, 8, 1, 1, 1, 1], [0, 0, 0, 0, 7, 0, 0, 0],
    ])
    #expect(pathways.groups(ofLayer: 0, at: 1) == [0: .both, 1: .original, 2: .target, 3: .attack])
    #expect(pathways.groups(ofLayer: 0, at: 2) == [0: .both, 1: .original, 2: .target, 4: .attack])
    #expect(
      pathways.groups(ofLayer: 0) == [0: .both, 1: .original, 2: .target, 3: .attack, 4: .attack])
    #expect(pathways.shownChannels(ofLayer: 0) == [0, 1, 2, 3, 4])
    #expect(pathways.importantChannels(ofLayer: 0, under: .attacked(strength: 2)) == [4])
    // Of equal ones the first.
    #expect(try self.pathways([[1, 1, 1, 1], [1, 1, 2, 2]]).importantChannels(ofLayer: 0, under: .target) == [2])
  }

  @Test func highlightsRankByWhatAnAttackDoes() throws {
    let pathways = try pathways([[9, 5, 1, 3], [1, 1, 1, 1], [2, 6, 4, 3]], share: 0.5)
    func highlighted(_ highlight: PathwayHighlight) -> [Int] {
      pathways.highlightedChannels(ofLayer: 0, by: highlight, at: 1)
    }
    #expect(highlighted(.activated) == [1, 2] && highlighted(.changed) == [0, 2])
    #expect(highlighted(.excited) == [2, 1] && highlighted(.inhibited) == [0])
    #expect(pathways.highlightedChannels(ofLayer: 0, by: .changed, at: 1, share: 0.1) == [0])
    #expect(pathways.highlightedChannels(ofLayer: 0, by: .changed, at: 7) == [])
  }

  @Test func strengthsAreCompared() throws {
    let pathways = try pathways([[9, 1, 1, 1], [1, 9, 1, 1], [9, 1, 5, 1], [1, 1, 5, 9]], share: 0.25)
    let changes = pathways.comparison(of: 1, with: 2)
    #expect(changes.map(\.channel) == [0, 1, 3])
    #expect(changes[2].firstGroup == nil && changes[2].secondGroup == .attack)
    #expect(changes[0].importanceChange == -8 && changes[0].percentileChange == 25 - 87.5)
    #expect(pathways.comparison(of: 1, with: 3).isEmpty)
  }

  @Test func vulnerabilitySumsWhatStrengthsMove() throws {
    let tiny = try TinyStudy(TinyNetworks.chain())
    let pathways = try tiny.pathways(PathwayStudy(from: 0, to: 1), strengths: [0.5, 2])
    for layer in pathways.layers {
      #expect(layer.percentile == layer.importance.map { PercentileRanks.of($0) })
      for channel in 0..<layer.channelCount {
        let moved = (layer.percentile[2][channel] - layer.percentile[0][channel]).magnitude
        #expect(layer.vulnerability[channel] == moved / 0.5 + moved / 2)
      }
    }
  }

  @Test func filesKeepEverything() throws {
    let tiny = try TinyStudy(TinyNetworks.bottleneck())
    var pathways = try tiny.pathways(PathwayStudy(from: 0, to: 1, share: 0.5), strengths: [0.25, 0.5])
    pathways.details = ["data": "drawn by a formula"]
    let data = try pathways.json.serialised(pretty: true)
    #expect(try Pathways(json: JSONValue(parsing: data)) == pathways)
    guard case .object(var members) = pathways.json else { return }
    members["version"] = 2
    #expect(throws: AssayError.self) { try Pathways(json: .object(members)) }
    members["version"] = 1
    members["conditions"] = .array((members["conditions"]?.array ?? []).reversed())
    #expect(throws: AssayError.self) { try Pathways(json: .object(members)) }
    members["conditions"] = pathways.json["conditions"]
    members["links"] = []
    #expect(throws: AssayError.self) { try Pathways(json: .object(members)) }
    #expect(throws: AssayError.self) { try Pathways(json: ["format": "something else"]) }
  }
}
