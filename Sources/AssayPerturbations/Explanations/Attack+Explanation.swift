extension Attack {
  /// An attack on an explanation: the map moves as far as it can while the model goes on giving the label.
  ///
  /// Lowers λ·max{max_{j≠y} f_j(x + δ) − f_y(x + δ), 0} − ‖I(x, y) − I(x + δ, y)‖₁ by projected steps in the ball from a
  /// random point (Boopathy et al. 2020, section 5: attack against interpretability; Ghorbani, Abid and Zou 2019, section
  /// 2.2). Returns the image of the farthest map among all steps at which the model still gave the label; the image itself
  /// where there was none. So the model is never fooled, and ``AttackFate/isFooled`` is false: compare the maps. Costs two
  /// gradients a step, the second of which goes through the map's own gradient. Examples are attacked in parts of at most
  /// 128 images, whose activations for the map's derivative are in memory at a time.
  ///
  /// - Parameters:
  ///   - ball: The allowed changes.
  ///   - name: What is explained, for the description: "saliency".
  ///   - steps: The number of steps, at least 1.
  ///   - stepSize: The length of a step; 2.5·ε/steps, but at least ε/8, unless given.
  ///   - weight: λ, in units of the map's ℓ1 length for a unit of the logits; at least 0.
  ///   - maps: The explanation as a function.
  public static func explanation(
    _ ball: PerturbationBall, of name: String = "explanation", steps: Int = 40, stepSize: Double? = nil,
    weight: Double = 10, maps: @escaping MapFunction
  ) -> Attack {
    Attack(
      ExplanationAttack(
        descent: ProjectedGradient(
          name: "PGD", ball: ball, steps: steps, stepSize: stepSize, start: .random, target: .anyOther),
        subject: name, weight: weight, maps: maps))
  }
}
