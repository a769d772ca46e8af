import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import AssayTestSupport
import Foundation
import Testing

/// Checkpoints say what their weights want pixels to be, and are refused where pixels are prepared otherwise.
@Suite struct PreprocessingTests {
  private let pixels = PixelNormalization(means: [0.1], deviations: [0.3])
  private let images = Tensor.uniform(0, 1, shape: [3, 1, 8, 8], key: RandomKey(seed: 2))

  private func archive(_ architecture: Architecture) throws -> TensorArchive {
    try TensorArchive(data: Network(architecture, key: RandomKey(seed: 1)).checkpoint(), source: "weights")
  }

  @Test func descriptionsAreReadable() {
    #expect("\(Architecture.digitsSmall.preprocessing)" == "1×8×8 grey in [0, 1], not normalised")
    #expect(
      "\(Architecture.resnet18().normalizing(.imageNet).preprocessing)"
        == "3×224×224 RGB in [0, 1], mean 0.485, 0.456, 0.406, deviation 0.229, 0.224, 0.225")
  }

  /// Files written today must be readable for good, so the digits are pinned.
  @Test func fingerprintsAreThoseOfTheirDescriptions() {
    #expect(Architecture.digitsSmall.preprocessing.fingerprint == "3719fa78c79dd438")
    let different: [Architecture] = [
      .digitsSmall, .digitsSmall(input: [1, 8, 12]), .digitsSmall(input: [1, 12, 8]), .digitsSmall(input: [3, 8, 8]),
      .digitsSmall.normalizing(pixels), .digitsSmall.normalizing(PixelNormalization(means: [0.3], deviations: [0.1])),
      .digitsSmall.normalizing(PixelNormalization(means: [Float(0.1).nextUp], deviations: [0.3])),
    ]
    #expect(Set(different.map(\.preprocessing.fingerprint)).count == different.count)
    #expect(Architecture.digitsStrided.preprocessing == Architecture.digitsSmall.preprocessing)
  }

  @Test func checkpointsSelectTheirPreprocessing() throws {
    let cases: [Architecture] = [
      .digitsSmall, .digitsSmall.normalizing(pixels), .digitsGlobalPool(input: [1, 12, 10], classes: 4),
      Architecture.resnet18(input: [3, 32, 32], classes: 3).normalizing(.imageNet),
    ]
    for architecture in cases {
      let archive = try archive(architecture)
      #expect(archive.metadata["preprocessing_fingerprint"] == architecture.preprocessing.fingerprint)
      for network in [try Network(archive: archive), try Network(archive: archive, architecture: architecture)] {
        #expect(network.architecture.preprocessing == architecture.preprocessing)
        #expect(network.classCount == architecture.classCount)
        #expect(try TensorArchive(data: network.checkpoint()).metadata == archive.metadata)
      }
    }
    let plain = Network(.digitsSmall, key: RandomKey(seed: 1))
    let read = try Network(archive: archive(.digitsSmall.normalizing(pixels)))
    let normalized = pixels(images, LayerContext(parameters: [:], mode: .evaluation))
    #expect(haveSameBits(try read.logits(for: images).values, try plain.logits(for: normalized).values))
  }

  @Test func anotherPreprocessingIsAnErrorThatSaysBoth() throws {
    let normalized = Architecture.digitsSmall.normalizing(pixels)
    for (written, wanted) in [(normalized, .digitsSmall), (.digitsSmall, normalized)] as [(Architecture, Architecture)]
    {
      let archive = try archive(written)
      let error = #expect(throws: AssayError.self) { try Network(archive: archive, architecture: wanted) }
      #expect(error?.kind == .preprocessingMismatch && error?.location == "weights")
      #expect(error?.expected == "\(wanted.preprocessing) (fingerprint \(wanted.preprocessing.fingerprint))")
      #expect(error?.found == "\(written.preprocessing) (fingerprint \(written.preprocessing.fingerprint))")
    }
    let pooled = try archive(.digitsGlobalPool(input: [1, 12, 12]))
    #expect(throws: AssayError.self) { try Network(archive: pooled, architecture: .digitsGlobalPool()) }
  }

  /// How pictures became images is part of it where training knew it; files without it keep their fingerprints.
  @Test func checkpointsKeepThePreparationOfImages() throws {
    let plain = Network(.digitsSmall, key: RandomKey(seed: 1))
    let metadata = ["image_preparation": #"{"channels":"gray"}"#]
    let prepared = try Network(.digitsSmall, parameters: plain.parameters, metadata: metadata)
    #expect(plain.preprocessing == Architecture.digitsSmall.preprocessing && plain.preprocessing.preparation == nil)
    #expect(prepared.preprocessing.fingerprint != plain.preprocessing.fingerprint)
    #expect("\(prepared.preprocessing)".hasSuffix(#"prepared by {"channels":"gray"}"#))
    let archive = try TensorArchive(data: prepared.checkpoint(), source: "weights")
    #expect(archive.metadata["preprocessing_fingerprint"] == prepared.preprocessing.fingerprint)
    for network in [try Network(archive: archive), try Network(archive: archive, architecture: .digitsSmall)] {
      #expect(network.preprocessing == prepared.preprocessing)
    }
    var edited = archive.metadata
    edited["image_preparation"] = #"{"channels":"rgb"}"#
    let other = try TensorArchive(data: TensorArchiveBuilder(metadata: edited).data(), source: "edited")
    let error = #expect(throws: AssayError.self) { try Network(archive: other) }
    #expect(error?.kind == .malformedData && error?.location == "edited, metadata “image_preparation”")
  }

  /// Files of other programs say nothing: the caller's architecture decides.
  @Test func silentCheckpointsAreTakenAsTheyAre() throws {
    let weights = Network(.digitsSmall, key: RandomKey(seed: 1)).parameters
    let archive = try TensorArchive(data: TensorArchiveBuilder.data(of: weights), source: "silent")
    let network = try Network(archive: archive, architecture: .digitsSmall.normalizing(pixels))
    #expect(network.architecture.preprocessing.normalization == pixels)
    let chosen = try Architecture(of: archive, named: "digits-small", normalization: pixels)
    #expect(chosen.preprocessing.normalization == pixels)
    #expect(throws: AssayError.self) { try Network(archive: archive) }
    #expect(throws: AssayError.self) {
      try Architecture(of: archive, named: "digits-small", normalization: .imageNet)
    }
  }

  @Test(arguments: [
    ("preprocessing", "nonsense", "metadata “preprocessing”"), ("preprocessing", "{}", "shape"),
    ("preprocessing", #"{"shape":[1,8]}"#, "three whole numbers"),
    ("preprocessing", #"{"shape":[1,8,9999999999999]}"#, "three whole numbers"),
    ("preprocessing", #"{"shape":[1,-8,8]}"#, "three whole numbers"),
    ("preprocessing", #"{"shape":[1,8,8],"mean":[0]}"#, "deviation"),
    ("preprocessing", #"{"shape":[1,8,8],"mean":[0],"deviation":[0]}"#, "positive deviations"),
    ("preprocessing", #"{"shape":[1,8,8],"mean":[0],"deviation":[1e99]}"#, "positive deviations"),
    ("preprocessing", #"{"shape":[1,8,8],"mean":[0,0,0],"deviation":[1,1,1]}"#, "1 of each"),
    ("preprocessing", #"{"shape":[1,8,9]}"#, "fingerprint is not that"),
    ("preprocessing_fingerprint", "0123456789abcdef", "fingerprint is not that"),
    ("classes", "-1", "not a number of classes"), ("classes", "99999999999", "not a number of classes"),
  ])
  func metadataAreChecked(_ key: String, _ value: String, _ message: String) throws {
    var metadata = try archive(.digitsSmall).metadata
    metadata[key] = value
    let archive = try TensorArchive(data: TensorArchiveBuilder(metadata: metadata).data(), source: "edited")
    for read in [{ try Network(archive: archive) }, { try Network(archive: archive, architecture: .digitsSmall) }] {
      let error = #expect(throws: AssayError.self) { try read() }
      #expect("\(error.map { "\($0)" } ?? "")".contains(message))
      #expect(error?.location?.hasPrefix("edited") == true)
    }
  }
}
