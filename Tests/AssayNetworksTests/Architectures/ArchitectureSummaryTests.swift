import AssayNetworks
import AssayTensor
import Testing

/// The table of a network's layers.
@Suite struct ArchitectureSummaryTests {
  @Test func aSmallNetworkReadsLikeThis() {
    let expected = """
      digits-small: 1×8×8 → 10
      layer  kind                        output  weights  multiply-adds
      ─────────────────────────────────────────────────────────────────
      conv1  Convolution 3×3             16×8×8      160          9,216
             ReLU                        16×8×8
             Maximum pool 2×2, stride 2  16×4×4
      conv2  Convolution 3×3             32×4×4    4,640         73,728
             ReLU                        32×4×4
             Maximum pool 2×2, stride 2  32×2×2
             Flatten                     128
      fc     Linear                      10        1,290          1,280
      ─────────────────────────────────────────────────────────────────
      total                                        6,090         84,224
      """
    #expect(Architecture.digitsSmall.summary == expected)
  }

  @Test func branchesAreIndentedAndStatisticsCounted() {
    let lines = Architecture.resnet18().summary.split(separator: "\n").map(String.init)
    #expect(lines[0] == "resnet18: 3×224×224 → 1000, 9,600 statistics")
    #expect(lines.contains { $0.hasPrefix("layer2.0.downsample.0    Convolution 1×1, stride 2") }, "\(lines[20...])")
    #expect(lines.last?.contains("11,689,512  1,814,073,344") == true)
  }

  @Test(arguments: Architecture.all) func linesAddUp(architecture: Architecture) throws {
    let lines = architecture.layerSummaries
    #expect(lines.reduce(0) { $0 + $1.parameterCount } == architecture.parameterCount)
    let multiplyAdds = try architecture.body.multiplyAdds(for: architecture.inputShape)
    #expect(lines.reduce(0) { $0 + $1.multiplyAdds } == multiplyAdds)
    #expect(lines.last?.outputShape == [architecture.classCount])
    #expect(architecture.multiplyAdds > 0)
  }
}
