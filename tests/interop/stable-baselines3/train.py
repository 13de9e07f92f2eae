#!/usr/bin/env python3
"""Trains PPO of Stable-Baselines3 on highway-env's highway-fast-v0, and writes the policy in Snowball's format.

    python3 tests/interop/stable-baselines3/train.py --seed 0 --minutes 3 --out /tmp/sb3-0
    ./snowball eval highway-fast --policy /tmp/sb3-0

Settings are those of highway-env's own example (scripts/sb3_highway_ppo.py), with its six environments stepped in one process, one after the
other. Training ends at a wall time; the policy is the one that the last finished update gave. Prints a JSON object a line: the versions,
then time, steps and mean return of the last 100 episodes after each update, and with --episodes what the greedy policy reaches in
highway-env, on episodes that training did not see.

The observation is the same table row by row, and actions have the same numbers, so the layers are copied as they are.
"""
import argparse
import json
import os
import pathlib
import platform
import struct
import time

import gymnasium
import highway_env
import numpy
import stable_baselines3
import torch
from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.env_util import make_vec_env

SCENARIO = pathlib.Path(__file__).resolve().parents[3] / "scenarios" / "highway-fast"
ENVIRONMENTS, MINIBATCH, ROLLOUT, HIDDEN = 6, 64, 768, [256, 256]
FIRST_TEST_SEED = 10_000_000

# What scenarios/highway-fast copies: another version of highway-env may have other defaults.
COPIED = {"lanes_count": 3, "vehicles_count": 20, "duration": 30, "policy_frequency": 1, "simulation_frequency": 5, "ego_spacing": 1.5,
          "vehicles_density": 1, "collision_reward": -1, "right_lane_reward": 0.1, "high_speed_reward": 0.4, "lane_change_reward": 0,
          "reward_speed_range": [20, 30], "normalize_reward": True, "offroad_terminal": False, "initial_lane_id": None,
          "observation": {"type": "Kinematics"}, "action": {"type": "DiscreteMetaAction"}}


class Budget(BaseCallback):
    """Ends training when the time is over, and tells how it goes after each update."""

    def __init__(self, seconds):
        super().__init__()
        self.seconds, self.learned, self.start = seconds, 0, 0.0

    def _on_training_start(self):
        self.start = time.perf_counter()

    def _on_rollout_start(self):
        self.learned = self.num_timesteps
        returns = [episode["r"] for episode in self.model.ep_info_buffer]
        print(json.dumps({"seconds": round(time.perf_counter() - self.start, 1), "steps": self.learned,
                          "return": round(float(numpy.mean(returns)), 3) if returns else None}), flush=True)

    def _on_step(self):
        return time.perf_counter() - self.start < self.seconds


def layers(model):
    """The layers that lead from an observation to the scores of the actions, by the names that Snowball has for them."""
    trunk = [layer for layer in model.policy.mlp_extractor.policy_net if isinstance(layer, torch.nn.Linear)]
    named = [(f"encoder.layers.{i}", layer) for i, layer in enumerate(trunk)] + [("heads.policy", model.policy.action_net)]
    return {f"{name}.{part}": getattr(layer, part).detach().cpu().numpy() for name, layer in named for part in ("weight", "bias")}


def write_safetensors(path, tensors):
    header, end = {}, 0
    for name, tensor in tensors.items():
        header[name] = {"dtype": "F32", "shape": tensor.shape, "data_offsets": [end, end + 4 * tensor.size]}
        end += 4 * tensor.size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            out.write(numpy.ascontiguousarray(tensor, "<f4").tobytes())


def write_policy(folder, model, seed, steps):
    """Layout of observation and actions are those of the policy beside the scenario, which is for the same task."""
    description = json.loads((SCENARIO / "policy.json").read_text())
    description["network"] = {
        "kind": "deep", "memory": 0, "heads": [{"kind": "linear", "name": "policy", "outputs": description["action"]["count"]}],
        "encoder": {"kind": "mlp", "hidden_sizes": HIDDEN, "activation": "tanh", "features": HIDDEN[-1], "numbers": description["observation"]["size"]}}
    description |= {"normaliser": False, "training": {"seed": seed, "steps": steps}, "metrics": {}}
    os.makedirs(folder, exist_ok=True)
    write_safetensors(os.path.join(folder, "policy.safetensors"), layers(model))
    with open(os.path.join(folder, "policy.json"), "w") as out:
        json.dump(description, out, indent=2)


def evaluate(model, episodes):
    environment, returns, speeds, crashes = gymnasium.make("highway-fast-v0"), [], [], 0
    for episode in range(episodes):
        observation, _ = environment.reset(seed=FIRST_TEST_SEED + episode)
        total, driven, ended = 0.0, [], False
        while not ended:
            action, _ = model.predict(observation, deterministic=True)
            observation, reward, terminated, truncated, info = environment.step(int(action))
            total, ended = total + reward, terminated or truncated
            driven.append(info["speed"])
        returns.append(total)
        speeds.append(numpy.mean(driven))
        crashes += info["crashed"]
    print(json.dumps({"episodes": episodes, "return": float(numpy.mean(returns)), "crashed": int(crashes), "speed": float(numpy.mean(speeds))}), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=3, help="wall time of training")
    parser.add_argument("--threads", type=int, default=1, help="of torch")
    parser.add_argument("--episodes", type=int, default=0, help="greedy episodes in highway-env afterwards; each takes about a second")
    parser.add_argument("--out", required=True, help="folder of the policy")
    arguments = parser.parse_args()

    torch.set_num_threads(arguments.threads)
    print(json.dumps({"python": platform.python_version()} | {
        module.__name__: str(module.__version__) for module in (torch, numpy, gymnasium, stable_baselines3, highway_env)}), flush=True)
    environments = make_vec_env("highway-fast-v0", n_envs=ENVIRONMENTS)
    config = environments.envs[0].unwrapped.config
    different = {key: config[key] for key, value in COPIED.items() if config[key] != value}
    assert not different, f"highway-env {highway_env.__version__} has other defaults: {different}"

    model = stable_baselines3.PPO(
        "MlpPolicy", environments, policy_kwargs={"net_arch": {"pi": HIDDEN, "vf": HIDDEN}}, n_steps=ROLLOUT // ENVIRONMENTS, batch_size=MINIBATCH,
        n_epochs=10, learning_rate=5e-4, gamma=0.8, seed=arguments.seed, device="cpu")
    environments.seed(1000 * arguments.seed)  # the environments' seeds count up from here, so that no two trainings share episodes
    budget = Budget(60 * arguments.minutes)
    model.learn(total_timesteps=10**9, callback=budget)
    write_policy(arguments.out, model, arguments.seed, budget.learned)
    if arguments.episodes > 0:
        evaluate(model, arguments.episodes)


if __name__ == "__main__":
    main()
